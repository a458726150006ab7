/** What the documentation says holds: links, names, examples, and the tour as a reader types it. */
@NullMarked
package io.countersign.standalone.docs;

import org.jspecify.annotations.NullMarked;
