package io.countersign.schemas.approval;

/** How a grant is spent. */
public enum GrantMode {
  /** The claim is the moment of dispatch: run the tool now. */
  ONLINE,
  /** The claim hands a signed grant to one gateway, which spends it by its own journal. */
  OFFLINE
}
