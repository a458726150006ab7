/**
 * Tells people that they are asked, and how it ended: what to tell, to whom, when to try again. A
 * notice carries a link and a short code, never an argument and never authority. Imports the JDK
 * and {@code schemas}; how a channel is reached stands in the packages beside.
 */
@NullMarked
package io.countersign.approvals.notice;

import org.jspecify.annotations.NullMarked;
