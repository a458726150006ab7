/** The channel that sends mail, by the mail client of Vert.x. */
@NullMarked
package io.countersign.approvals.notice.vertx;

import org.jspecify.annotations.NullMarked;
