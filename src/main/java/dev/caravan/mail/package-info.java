/** E-mail: builds a message, and hands it to an SMTP server over connections that are kept. */
@NullMarked
package dev.caravan.mail;

import org.jspecify.annotations.NullMarked;
