/**
 * The roles of a process: what each of them needs, in which order they start and stop, and what
 * they leave for the tools beside them. Joins technologies, so it may import all of them.
 */
@NullMarked
package io.countersign.standalone.roles;

import org.jspecify.annotations.NullMarked;
