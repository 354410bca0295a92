/** Keys of the API that are made and revoked while it runs. */
@NullMarked
package dev.caravan.apikey;

import org.jspecify.annotations.NullMarked;
