/** Routes run with the outside played by a script: their tests, and what would become of a request. */
@NullMarked
package dev.caravan.rehearsal;

import org.jspecify.annotations.NullMarked;
