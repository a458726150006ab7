/** Programs that are not ours read and write what is ours. May import everything. */
@NullMarked
package io.countersign.standalone.interop;

import org.jspecify.annotations.NullMarked;
