package io.countersign.schemas.control;

/** How far an MCP server may be used, from nothing to everything. */
public enum Gate {
  /** Not at all. */
  BLOCK,
  /** Outside production only. */
  PROTOTYPE_ONLY,
  /** Only tools that read. */
  READ_ONLY,
  /** Reading freely; everything else after a human has approved. */
  WRITES_WITH_APPROVAL,
  /** Routine use. */
  PRODUCTION_APPROVED
}
