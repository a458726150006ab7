package io.countersign.approvals.arguments;

import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.control.ToolLimits;
import java.util.ArrayList;
import java.util.List;

/**
 * How large the arguments of a tool may be. The size is that of the original, before redaction. The
 * depth is that of what is left of it: what was cut or masked counts as one value.
 */
public final class ArgumentLimits {
  /** Most bytes of arguments on this platform, in canonical form. */
  public static final int BYTES = 256 * 1024;

  /** Deepest nesting of arguments on this platform. */
  public static final int DEPTH = 64;

  private ArgumentLimits() {}

  /**
   * What exceeds the limits of the tool, or those of the platform where it has none or more.
   *
   * @param seen the same arguments as far as they can be seen
   */
  public static List<ArgumentError> examine(ToolLimits limits, RedactedJson arguments, Seen seen) {
    List<ArgumentError> errors = new ArrayList<>();
    int bytes = inForce(limits.argumentBytes(), BYTES);
    if (arguments.originalBytes() > bytes) {
      errors.add(
          error(
              "Expected arguments of at most %s bytes, but they have %s. Send less, or a reference to it."
                  .formatted(bytes, arguments.originalBytes())));
    }
    int depth = inForce(limits.argumentDepth(), DEPTH);
    int actual = Depth.of(seen);
    if (actual > depth) {
      errors.add(
          error(
              "Expected arguments nested at most %s deep, but they are nested %s deep. Flatten them."
                  .formatted(depth, actual)));
    }
    return List.copyOf(errors);
  }

  private static int inForce(int ofTool, int ofPlatform) {
    return ofTool == 0 ? ofPlatform : Math.min(ofTool, ofPlatform);
  }

  private static ArgumentError error(String message) {
    return new ArgumentError("", "limit", message);
  }
}
