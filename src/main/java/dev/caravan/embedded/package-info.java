/**
 * What lets Caravan run with nothing but a JDK: its home directory, an embedded PostgreSQL and an embedded ActiveMQ that
 * start beside the application, and failures at start told in one line.
 */
@NullMarked
package dev.caravan.embedded;

import org.jspecify.annotations.NullMarked;
