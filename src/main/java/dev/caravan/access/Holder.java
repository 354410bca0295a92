package dev.caravan.access;

import java.util.Set;

/**
 * Somebody who may use the API.
 *
 * @param name may be logged; what is done is done in this name
 */
public record Holder(String name, Set<Scope> scopes) {}
