package io.countersign.schemas.control;

/** Whose calls a limit counts together. */
public enum CountedBy {
  /** All calls of the tenant. */
  TENANT,
  /** The calls of each principal. */
  PRINCIPAL,
  /** The calls of each agent. */
  AGENT,
  /** The calls of each client. */
  CLIENT,
  /** The calls of each MCP server. */
  SERVER,
  /** The calls of each tool. */
  TOOL
}
