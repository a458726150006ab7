/**
 * The live stream of a tenant's events, without the log and without the door: tokens, filters, and
 * the queue between what is read and what a client takes. Plain Java.
 */
@NullMarked
package io.countersign.query.stream;

import org.jspecify.annotations.NullMarked;
