package dev.caravan.embedded;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On the source class of a Spring application: it gets a {@link Home}, and a database and a broker, embedded unless
 * configured. Without this mark a Spring context starts none of them, so small contexts in tests stay small.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface WithStores {}
