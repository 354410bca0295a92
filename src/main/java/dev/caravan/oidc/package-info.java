/** Login by an OpenID provider, and its tokens as keys of the API. */
@NullMarked
package dev.caravan.oidc;

import org.jspecify.annotations.NullMarked;
