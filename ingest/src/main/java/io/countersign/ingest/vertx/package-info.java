/**
 * Ingest over HTTP: reads requests, hands them to the rest of ingest and writes answers. Imports
 * Vert.x. Authentication and the rendering of problems belong to whoever owns the server.
 */
@NullMarked
package io.countersign.ingest.vertx;

import org.jspecify.annotations.NullMarked;
