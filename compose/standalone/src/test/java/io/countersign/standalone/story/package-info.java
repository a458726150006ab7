/** Tests of what is told in a terminal. Imports what it tests. */
@NullMarked
package io.countersign.standalone.story;

import org.jspecify.annotations.NullMarked;
