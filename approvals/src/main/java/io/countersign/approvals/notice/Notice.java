package io.countersign.approvals.notice;

import io.countersign.schemas.approval.NoticeKind;
import java.net.URI;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * One thing to tell people: of an approval or of an alert. It holds no argument, and nothing by
 * which anybody could decide: only where to look.
 */
public sealed interface Notice permits ApprovalNotice, AlertNotice {
  /** Ledger where it was recorded. */
  int ledger();

  /** Tenant. */
  String tenant();

  /** The approval or the alert. */
  UUID about();

  /** What people are told. */
  NoticeKind kind();

  /** What tells it apart from every other notice. */
  String identity();

  /** When it was recorded. */
  Instant recordedAt();

  /** Where to look. */
  URI link();

  /** Our words at the link. */
  String invitation();

  /** What it is about in one line; somebody else's text. */
  String what();

  /** The short code of the exact action, or empty when there is none. */
  String code();

  /** What has happened, in our own words. */
  String happened();

  /** What has happened to what, in one line; the second half is somebody else's text. */
  default String headline() {
    return happened() + ": " + what();
  }

  /** What else to know, in the order in which it is read. */
  List<Fact> facts();

  /**
   * Id of the message by which a channel is told: the same however often it is sent, so that a
   * receiver can drop repeats.
   */
  default String messageId(String channel) {
    return "msg_"
        + HexFormat.of().formatHex(NoticeIds.digest("notice", identity(), channel), 0, 16);
  }

  /**
   * Id of the command that records how it went: a UUIDv7 with the time of the event, the same
   * however often it is appended.
   */
  default UUID recordId(String channel) {
    return NoticeIds.timeOrdered(recordedAt(), NoticeIds.digest("notice", identity(), channel));
  }
}
