package io.countersign.approvals.arguments.jsonschema;

import io.countersign.approvals.arguments.ArgumentError;
import io.countersign.approvals.arguments.Depth;
import io.countersign.approvals.arguments.SchemaRefused;
import io.countersign.approvals.arguments.Seen;
import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The compiled JSON Schema of a tool's arguments: 2020-12, or what {@code $schema} says of 2019-09
 * and draft-07. {@code format} and {@code content…} are notes for people. Immutable and safe for
 * use by many threads; keep it, for compiling costs far more than validating.
 *
 * <p>Two judges must agree. An own evaluation comes first: it counts every step, so that nothing
 * runs without bound, and knows which places are hidden. Where nothing is hidden, networknt's
 * maintained validator examines the document too, and either can refuse.
 *
 * <p><b>Hidden places.</b> The engine sees arguments after redaction. A document is refused exactly
 * when no value at its hidden places could make it valid, each place and each keyword taken on its
 * own (Kleene's three-valued logic):
 *
 * <ul>
 *   <li>A masked, hashed or dropped value is not verified: its type, size, pattern, and what would
 *       be inside. It counts as present, for {@code required} and the counts too.
 *   <li>A string that was cut for its size is known to be a string of so many bytes: its type, and
 *       its length as far as the bytes tell, are verified; its pattern is not.
 *   <li>A masked name is taken as one that {@code properties} does not declare; its value is
 *       verified unless it was redacted itself. A pattern may match it or not.
 *   <li>Whatever stands in the open is verified everywhere, inside {@code anyOf}, {@code oneOf},
 *       {@code not} and {@code if} too: an alternative that is false for what can be seen is false,
 *       whatever is hidden beside it.
 *   <li>Arguments that are hidden as a whole are refused: nothing of them could be verified.
 * </ul>
 */
public final class InputSchema {
  /** Keyword of errors that are about bounds rather than the schema. */
  public static final String LIMIT = "limit";

  /** Heap that a subschema and an instruction of a pattern take, as measured, rounded up. */
  private static final long BYTES_PER_SUBSCHEMA = 512;

  private static final long BYTES_PER_INSTRUCTION = 64;

  /** The same for each byte of the text, for names and constants. */
  private static final long BYTES_PER_BYTE = 32;

  private final int textBytes;
  private final SchemaModel model;
  private final MaintainedValidator validator;

  private InputSchema(int textBytes, SchemaModel model, MaintainedValidator validator) {
    this.textBytes = textBytes;
    this.model = model;
    this.validator = validator;
  }

  /**
   * Compiles the schema of a tool's arguments. Reads and fetches nothing else.
   *
   * @param schema JSON text
   * @throws SchemaRefused if it is not strict JSON, not a schema of an object in one of the three
   *     dialects, too large, refers outside itself or back to itself without stepping into the
   *     arguments, or has a pattern that RE2 cannot match in linear time
   */
  public static InputSchema compile(String schema) throws SchemaRefused {
    JsonObject root = SchemaReader.parse(schema);
    Dialect dialect = SchemaReader.dialect(root);
    MaintainedValidator.requireSchema(root, dialect);
    SchemaModel model = SchemaReader.read(root, dialect);
    int bytes = schema.getBytes(StandardCharsets.UTF_8).length;
    return new InputSchema(bytes, model, MaintainedValidator.compile(model));
  }

  /** About how much of the heap this takes, in bytes. */
  public long heapBytes() {
    return BYTES_PER_BYTE * textBytes
        + BYTES_PER_SUBSCHEMA * model.subschemas()
        + BYTES_PER_INSTRUCTION * model.patternsSize();
  }

  /**
   * What is wrong with a call's arguments: at most 20 errors, by pointer and then by keyword, none
   * of which shows a value. Empty when nothing is.
   *
   * @param arguments as ingest wrote them, with redactions below {@code /arguments}
   * @param seen the same arguments as far as they can be seen
   */
  public List<ArgumentError> validate(RedactedJson arguments, Seen seen) {
    JsonValue document = StrictJson.reread(arguments.json());
    return validate(document, seen, arguments.redactions().isEmpty());
  }

  /** What is wrong with arguments of which nothing was redacted. */
  public List<ArgumentError> validate(JsonValue arguments) {
    return validate(arguments, Seen.whole(arguments), true);
  }

  private List<ArgumentError> validate(JsonValue document, Seen seen, boolean whole) {
    if (seen instanceof Seen.Hidden) {
      return List.of(
          new ArgumentError(
              "",
              "redaction",
              "Expected arguments that can be checked, but all of them were redacted or cut. Send less at once."));
    }
    if (Depth.of(seen) > SchemaLimits.ARGUMENT_DEPTH) {
      return limit(
          "Expected arguments nested at most %s deep, but they are deeper. Flatten them."
              .formatted(SchemaLimits.ARGUMENT_DEPTH));
    }
    try {
      Work work = new Work();
      Truth truth = new Evaluation(model, work).schema(model.root(), seen, Place.ROOT, true);
      if (truth == Truth.FALSE) {
        return work.errors();
      }
      return whole ? validator.errors(document) : List.of();
    } catch (Work.Exhausted exhausted) {
      return limit(exhausted.message());
    }
  }

  private static List<ArgumentError> limit(String message) {
    return List.of(new ArgumentError("", LIMIT, message));
  }
}
