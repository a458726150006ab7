package io.countersign.standalone.config;

/** Where a value came from; a later one wins over an earlier one. */
public enum Origin {
  DEFAULT,
  FILE,
  ENVIRONMENT,
  COMMAND_LINE
}
