package io.countersign.projections.evaluation;

/** What an attack looks like in counts. The names are labels of the published set. */
enum Scenario {
  /** An agent does one thing 4 to 15 times as often, for ten minutes to an hour. */
  BURST,
  /** Twice or three times as often, for six hours. */
  SLOW_DRIP,
  /** Many in five to fifteen minutes, as when permissions are probed. */
  DENIAL_SCAN,
  /** What is usual by day, for one to three hours of the night. */
  OFF_HOURS,
  /** A tool that was never used before, in use at once. */
  NEW_TOOL,
  /** A rare tool of the busiest actor, hidden in what that actor does anyway. */
  SHARED_ACTOR
}
