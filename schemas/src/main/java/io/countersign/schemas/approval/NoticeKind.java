package io.countersign.schemas.approval;

/** What people are told of an approval. */
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
  REVIEW_OVERDUE
}
