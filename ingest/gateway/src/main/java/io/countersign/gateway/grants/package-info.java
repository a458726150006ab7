/**
 * Signed grants: their check with the JDK's own cryptography, and the journal that makes each good
 * for one use. May import Jackson; knows nothing of MCP and HTTP.
 */
@NullMarked
package io.countersign.gateway.grants;

import org.jspecify.annotations.NullMarked;
