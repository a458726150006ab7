package io.countersign.standalone;

import io.countersign.schemas.call.Risk;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.control.ToolLimits;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;

/** Variations of the sample tool that can be called. */
public final class ToolSamples {
  private ToolSamples() {}

  /**
   * The tool of {@link Samples#recordIntent}, as one that only reads, never ends and has no limits.
   */
  public static ToolDefinition reading() {
    ToolDefinition tool = Samples.registerTool().definition();
    return Variations.with(
        Variations.with(Variations.with(tool, "risk", Risk.READ), "deprecation", null),
        "limits",
        ToolLimits.NONE);
  }
}
