/**
 * The way to Countersign: asking for a verdict and reporting outcomes over HTTP with the JDK's
 * client. May import Jackson; knows nothing of MCP.
 */
@NullMarked
package io.countersign.gateway.ingest;

import org.jspecify.annotations.NullMarked;
