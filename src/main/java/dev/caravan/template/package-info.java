/**
 * Templates: the texts that notifications are made of. {@link dev.caravan.template.Templates} keeps them,
 * {@link dev.caravan.template.Renderer} renders them, {@link dev.caravan.template.TemplateConfiguration} hands the
 * FreeMarker ones to {@code freemarker:} endpoints in routes.
 */
@NullMarked
package dev.caravan.template;

import org.jspecify.annotations.NullMarked;
