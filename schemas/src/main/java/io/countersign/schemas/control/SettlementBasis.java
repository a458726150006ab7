package io.countersign.schemas.control;

/** Why a reservation was settled. */
public enum SettlementBasis {
  /** The outcome named what was used. */
  ACTUAL,
  /** Nobody knows what was used, so the whole reservation counts. */
  ASSUMED,
  /** The tool was surely not run. */
  RELEASED,
  /** A later outcome corrected what was settled before. */
  ADJUSTED
}
