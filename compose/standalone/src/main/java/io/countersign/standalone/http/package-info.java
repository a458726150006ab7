/**
 * The HTTP server that roles mount their routes on: limits, authentication, problem documents,
 * health and metrics. Imports Vert.x and Micrometer; knows no role.
 */
@NullMarked
package io.countersign.standalone.http;

import org.jspecify.annotations.NullMarked;
