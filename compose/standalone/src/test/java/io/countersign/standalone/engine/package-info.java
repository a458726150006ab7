/** The engine on a real broker: what its pure tests can not show. */
@NullMarked
package io.countersign.standalone.engine;

import org.jspecify.annotations.NullMarked;
