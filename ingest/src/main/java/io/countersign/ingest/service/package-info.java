/**
 * Ingest as a whole: joins the door with Kafka and HTTP, starts and stops them in order. Imports
 * the rest of ingest; no technology beyond what that shows.
 */
@NullMarked
package io.countersign.ingest.service;

import org.jspecify.annotations.NullMarked;
