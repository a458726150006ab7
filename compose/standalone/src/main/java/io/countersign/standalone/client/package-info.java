/**
 * A client of the HTTP API for the command line. Imports the JDK and {@code schemas}: no Kafka, so
 * that it starts fast when it matters.
 */
@NullMarked
package io.countersign.standalone.client;

import org.jspecify.annotations.NullMarked;
