/**
 * The official MCP Java SDK on both sides of the gateway. The only test package that may import it.
 */
@NullMarked
package io.countersign.gateway.mcp;

import org.jspecify.annotations.NullMarked;
