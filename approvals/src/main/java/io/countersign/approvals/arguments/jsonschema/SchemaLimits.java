package io.countersign.approvals.arguments.jsonschema;

/** How much a schema may ask for. All are counted, none is measured in time. */
final class SchemaLimits {
  /** Longest schema, in bytes. */
  static final int BYTES = 256 * 1024;

  /** Deepest nesting of the schema's text. */
  static final int DEPTH = 64;

  /** Most members and elements of the schema's text. */
  static final int MEMBERS = 16_384;

  /** Most subschemas. */
  static final int SUBSCHEMAS = 2_000;

  /** Longest chain of subschemas that look at one and the same value. */
  static final int CHAIN = 48;

  /** How many subschemas may look at one and the same value, counted as often as they are named. */
  static final int LOOKS = 2_000;

  /** Most values of one {@code enum}. */
  static final int ENUM = 2_000;

  /** Most patterns. */
  static final int PATTERNS = 200;

  /** Longest pattern, in characters. */
  static final int PATTERN = 1_000;

  /** Largest compiled pattern, in instructions. */
  static final int PATTERN_SIZE = 5_000;

  /** Largest compiled patterns of one schema together, in instructions. */
  static final int PATTERNS_SIZE = 20_000;

  /** Longest name that a schema gives to a place, in code points. */
  static final int NAME = 256;

  /** Work of one validation, in steps: a subschema that looks at a value is one. */
  static final int STEPS = 500_000;

  /** Deepest nesting of looks in one validation, so that no stack overflows. */
  static final int LOOK_DEPTH = 256;

  /** Deepest nesting of arguments. */
  static final int ARGUMENT_DEPTH = 64;

  /** Most errors of one validation. */
  static final int ERRORS = 20;

  private SchemaLimits() {}
}
