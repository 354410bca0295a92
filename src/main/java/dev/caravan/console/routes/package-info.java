/** The routes: their graph, each of them, the editor of their files, their tests and their history. */
@NullMarked
package dev.caravan.console.routes;

import org.jspecify.annotations.NullMarked;
