/** The launcher of everything: `countersign` and its commands. */
@NullMarked
package io.countersign.standalone;

import org.jspecify.annotations.NullMarked;
