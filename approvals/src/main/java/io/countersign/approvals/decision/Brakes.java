package io.countersign.approvals.decision;

import io.countersign.approvals.names.Blanks;
import io.countersign.approvals.names.Environments;
import io.countersign.approvals.state.Brake;
import io.countersign.approvals.state.Controls;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the brake that stops a call. */
public final class Brakes {
  /** Longest part of an operator's reason that a message repeats, in UTF-16 code units. */
  private static final int REASON = 300;

  private static final Comparator<Brake> STRICTEST_FIRST =
      Comparator.comparing(Brake::kind).thenComparingLong(Brake::position);

  private Brakes() {}

  /**
   * The strictest brake that stops the call: KILL before READ_ONLY before SHADOW, the oldest of the
   * same kind. A tool of which nobody knows the risk does not only read.
   *
   * @param tenant what holds for the tenant
   * @param platform what holds for all tenants
   * @param environment environment of the call; absent matches every scope
   * @param risk risk of the tool, when it is known
   */
  public static Optional<Brake> stopping(
      Controls tenant,
      Controls platform,
      ToolReference tool,
      @Nullable String environment,
      @Nullable Risk risk) {
    return stopping(tenant, platform, tool, environment, risk, brake -> true);
  }

  /** The same among the brakes that fulfil {@code which}. */
  public static Optional<Brake> stopping(
      Controls tenant,
      Controls platform,
      ToolReference tool,
      @Nullable String environment,
      @Nullable Risk risk,
      Predicate<Brake> which) {
    return Stream.concat(tenant.brakes().stream(), platform.brakes().stream())
        .filter(which)
        .filter(brake -> brake.kind() == BrakeKind.KILL || risk != Risk.READ)
        .filter(brake -> matches(brake.scope(), tool, environment))
        .min(STRICTEST_FIRST);
  }

  private static boolean matches(
      BrakeScope scope, ToolReference tool, @Nullable String environment) {
    return (scope.server() == null || scope.server().equals(tool.server()))
        && (scope.tool() == null || scope.tool().equals(tool.name()))
        && Environments.covers(scope.environment(), environment);
  }

  /** Code of a call that {@code brake} stops. */
  public static String code(Brake brake) {
    return switch (brake.kind()) {
      case KILL -> "KILL_SWITCH";
      case READ_ONLY -> "READ_ONLY_MODE";
      case SHADOW -> "SHADOW_MODE";
    };
  }

  /** Why {@code brake} stops a call, in words. */
  public static String message(Brake brake) {
    String found =
        switch (brake.kind()) {
          case KILL -> "Expected no kill switch, but %s stopped %s at %s: %s.";
          case READ_ONLY ->
              "Expected a tool that only reads, because %s set %s read-only at %s: %s.";
          case SHADOW ->
              "Expected a tool that only reads, because %s set %s to shadow mode at %s: %s."
                  + " Answer that the call was recorded and not executed.";
        };
    return found.formatted(
        brake.by(), brake.scope().told(), brake.engagedAt(), shortened(brake.reason()));
  }

  private static String shortened(String reason) {
    if (Blanks.only(reason)) {
      return "no reason was given";
    }
    String whole = Blanks.stripped(reason);
    if (whole.length() <= REASON) {
      return whole.endsWith(".") ? whole.substring(0, whole.length() - 1) : whole;
    }
    int end = Character.isHighSurrogate(whole.charAt(REASON - 1)) ? REASON - 1 : REASON;
    return whole.substring(0, end) + "…";
  }
}
