package io.countersign.approvals.decision;

import io.countersign.approvals.budget.Caller;
import io.countersign.approvals.budget.Gcra;
import io.countersign.schemas.control.Lease;
import io.countersign.schemas.control.Rate;
import io.countersign.schemas.control.RateUse;
import io.countersign.schemas.control.UsageLimit;
import org.jspecify.annotations.Nullable;

/**
 * Tries a call against rate limits and concurrency caps: those that are set, a tool's own, and
 * those of policy rules alike. Looks only; what is used stands in the draft after {@link #use}.
 */
public final class LimitProbe {
  private final Question question;
  private final Caller caller;

  /**
   * A probe for the call in question.
   *
   * @throws NullPointerException when the call does not name everybody; the check of attribution
   *     refuses that before
   */
  public LimitProbe(Question question) {
    this.question = question;
    this.caller = Caller.of(question.intent());
  }

  /** Whether {@code limit} counts the call at all; not once more when it has been counted. */
  public boolean counts(UsageLimit limit) {
    return !question.held() && caller.matches(limit);
  }

  /** Whether the call may pass {@code limit}: it is not counted, or there is room for it. */
  public boolean free(UsageLimit limit) {
    return refusal(limit, null) == null;
  }

  /**
   * Why the call may not pass {@code limit}; null when it may.
   *
   * @param reference how the decision cites the limit
   */
  Check.@Nullable Refuse refusal(UsageLimit limit, @Nullable String reference) {
    if (!counts(limit)) {
      return null;
    }
    Rate rate = limit.rate();
    if (rate != null && ask(limit, rate) instanceof Gcra.Busy busy) {
      return new Check.Refuse(
          "RATE_LIMITED",
          "Expected at most %s calls in %s ms with a burst of %s for %s, but there were more; the next may come at %s."
              .formatted(rate.calls(), rate.perMillis(), rate.burst(), words(limit), busy.freeAt()),
          reference);
    }
    long running =
        question.state().running(question.tenant(), limit.id(), caller.subject(limit.per()));
    if (limit.concurrency() > 0 && running >= limit.concurrency()) {
      return new Check.Refuse(
          "CONCURRENCY_CAPPED",
          "Expected at most %s calls to run at once for %s, but %s run. Wait until one of them has ended."
              .formatted(limit.concurrency(), words(limit), running),
          reference);
    }
    return null;
  }

  /**
   * Writes down what the call uses of {@code limit} when it is allowed; nothing when it is not
   * counted.
   *
   * @throws IllegalStateException when the limit is not free
   */
  public void use(UsageLimit limit, Draft draft) {
    if (!counts(limit)) {
      return;
    }
    String subject = caller.subject(limit.per());
    Rate rate = limit.rate();
    if (rate != null) {
      switch (ask(limit, rate)) {
        case Gcra.Free free ->
            draft.use(new RateUse(limit.id(), subject, free.fullAt(), free.fraction()));
        case Gcra.Busy busy ->
            throw new IllegalStateException(
                "Expected limit %s to be free, but it is not until %s"
                    .formatted(limit.id(), busy.freeAt()));
      }
    }
    if (limit.concurrency() > 0) {
      draft.lease(new Lease(limit.id(), subject));
    }
  }

  /**
   * The refusal of a call that uses more limits than a decision may hold; null when it does not.
   */
  static Check.@Nullable Refuse excess(Draft draft) {
    return draft.usesTooMuch()
        ? new Check.Refuse(
            "TOO_MANY_LIMITS",
            "Expected at most %s rate limits and concurrency caps that count one call, but there are more. Remove or merge some."
                .formatted(Draft.MOST_USES),
            null)
        : null;
  }

  private Gcra.Answer ask(UsageLimit limit, Rate rate) {
    RateUse use = question.state().rate(question.tenant(), limit.id(), caller.subject(limit.per()));
    return Gcra.ask(rate, use, question.now());
  }

  private String words(UsageLimit limit) {
    return switch (limit.per()) {
      case TENANT -> "the tenant";
      case PRINCIPAL -> "principal " + caller.principal();
      case AGENT -> "agent " + caller.agent();
      case CLIENT -> "client " + caller.client();
      case SERVER -> "server " + caller.server();
      case TOOL -> "tool %s/%s".formatted(caller.server(), caller.tool());
    };
  }
}
