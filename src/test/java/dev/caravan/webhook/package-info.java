@org.jspecify.annotations.NullMarked
package dev.caravan.webhook;
