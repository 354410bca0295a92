/** What is held about one person, whichever feature holds it: shown, or erased. */
@NullMarked
package dev.caravan.person;

import org.jspecify.annotations.NullMarked;
