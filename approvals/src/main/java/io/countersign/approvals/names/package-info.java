/**
 * What names and texts that people write mean, by rules of our own: no table of the JDK decides
 * what is recorded. Plain Java; imports nothing of this module.
 */
@NullMarked
package io.countersign.approvals.names;

import org.jspecify.annotations.NullMarked;
