/** Follows the committed record and has told what people must know of it. */
@NullMarked
package io.countersign.approvals.notice.kafka;

import org.jspecify.annotations.NullMarked;
