package io.countersign.schemas.document;

/** What a control is. */
public enum ControlKind {
  /** A tool of the catalogue, or one that was only seen. */
  TOOL,
  /** The review of an MCP server, and its gate. */
  SERVER,
  /** Something that stops calls. */
  BRAKE,
  /** A policy. */
  POLICY,
  /** A budget. */
  BUDGET,
  /** A rate limit or concurrency cap. */
  LIMIT,
  /** What holds for all calls of the tenant. */
  SETTINGS,
  /** A person of the roster of approvers. */
  APPROVER,
  /** Whom an approver lets vote in their place. */
  DELEGATION,
  /** A vote in advance, for calls of one kind. */
  STANDING_GRANT,
  /** What an approver makes step-up votes with. */
  AUTHENTICATOR,
  /** How long records are kept for search. */
  RETENTION,
  /** A legal hold. */
  HOLD,
  /** A saved search. */
  SEARCH
}
