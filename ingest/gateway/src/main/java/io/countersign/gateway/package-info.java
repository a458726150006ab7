/**
 * The gateway between an MCP client and an MCP server: which frames pass, which are asked for, what
 * is reported. Lives here: reading frames, the life of one call, sessions, and the stdio form. May
 * import Jackson and {@code io.countersign.gateway.ingest}; knows no Vert.x and no Kafka.
 */
@NullMarked
package io.countersign.gateway;

import org.jspecify.annotations.NullMarked;
