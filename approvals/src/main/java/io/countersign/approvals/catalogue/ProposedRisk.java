package io.countersign.approvals.catalogue;

import io.countersign.schemas.call.Risk;
import io.countersign.schemas.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The risk that the annotations of an MCP tool suggest. They are claims of a server that nobody
 * trusts yet: they may raise what an operator decided, never lower it. Source: MCP 2025-11-25,
 * {@code ToolAnnotations}, with its defaults: {@code readOnlyHint} false, {@code destructiveHint}
 * true. {@code idempotentHint} and {@code openWorldHint} say nothing about what a call changes.
 */
public final class ProposedRisk {
  private ProposedRisk() {}

  /**
   * The risk that a proposal starts from. What is not said is taken at the default of the
   * specification, so a tool without annotations is {@link Risk#DESTRUCTIVE}, and so is one that
   * contradicts itself.
   */
  public static Risk of(@Nullable JsonObject annotations) {
    boolean open = annotations == null || annotations.bool("destructiveHint").isEmpty();
    Risk stated = stated(annotations).orElse(Risk.DESTRUCTIVE);
    return open && stated == Risk.WRITE ? Risk.DESTRUCTIVE : stated;
  }

  /**
   * The least risk that the annotations state in so many words; empty when they state none. For
   * raising a catalogued risk: silence raises nothing.
   */
  public static Optional<Risk> stated(@Nullable JsonObject annotations) {
    if (annotations == null) {
      return Optional.empty();
    }
    Optional<Boolean> destructive = annotations.bool("destructiveHint");
    Optional<Boolean> readOnly = annotations.bool("readOnlyHint");
    if (destructive.orElse(false)) {
      return Optional.of(Risk.DESTRUCTIVE);
    }
    if (readOnly.orElse(false)) {
      return Optional.of(Risk.READ);
    }
    boolean writes = destructive.isPresent() || readOnly.isPresent();
    return writes ? Optional.of(Risk.WRITE) : Optional.empty();
  }

  /** The risk in force: the higher of what an operator decided and what is proposed. */
  public static Risk raised(Risk catalogued, Risk proposed) {
    return catalogued.compareTo(proposed) >= 0 ? catalogued : proposed;
  }
}
