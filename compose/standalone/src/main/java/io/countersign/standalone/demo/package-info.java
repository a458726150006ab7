/**
 * A small MCP server of tickets and payments, an agent that uses it through the gateway, and the
 * story that remains. For people who try Countersign; nothing else uses it.
 */
@NullMarked
package io.countersign.standalone.demo;

import org.jspecify.annotations.NullMarked;
