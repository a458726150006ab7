/** Tells events, runs and approvals to a person in a terminal. Imports the language and Jackson. */
@NullMarked
package io.countersign.standalone.story;

import org.jspecify.annotations.NullMarked;
