package io.countersign.schemas.alert;

/** What kind of part of a tenant an alert is about. */
public enum EntityLevel {
  /** The tenant as a whole. */
  TENANT,
  /** An agent, or whoever acts when no agent is named. */
  ACTOR,
  /** A tool of a server. */
  TOOL,
  /** An MCP server. */
  SERVER,
  /** An approval. */
  APPROVAL,
  /** A node of a budget. */
  BUDGET,
  /** A run. */
  RUN
}
