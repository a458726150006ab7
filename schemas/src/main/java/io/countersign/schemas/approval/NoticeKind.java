package io.countersign.schemas.approval;

/** What people are told of an approval, or of an alert. */
public enum NoticeKind {
  /** A vote is wanted. */
  REQUESTED,
  /** A vote is wanted still, and time runs out. */
  ESCALATED,
  /** It is decided, one way or another. */
  RESOLVED,
  /** Somebody ran it without the votes it needs. */
  BREAK_GLASS,
  /** Nobody has reviewed a broken glass in time. */
  REVIEW_OVERDUE,
  /** An alert is open. */
  ALERT,
  /** An alert goes on, or somebody looks into it. */
  ALERT_EXTENDED,
  /** An alert is closed or resolved. */
  ALERT_ENDED;

  /** Whether it is about an alert and not about an approval. */
  public boolean ofAlerts() {
    return switch (this) {
      case REQUESTED, ESCALATED, RESOLVED, BREAK_GLASS, REVIEW_OVERDUE -> false;
      case ALERT, ALERT_EXTENDED, ALERT_ENDED -> true;
    };
  }
}
