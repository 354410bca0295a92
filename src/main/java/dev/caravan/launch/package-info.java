/** From {@code java -jar caravan.jar} to a JVM that suits it. */
@NullMarked
package dev.caravan.launch;

import org.jspecify.annotations.NullMarked;
