package io.countersign.approvals.notice;

import io.countersign.schemas.approval.Change;
import io.countersign.schemas.approval.NoticeKind;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.QuorumSlot;
import io.countersign.schemas.event.ApprovalClosed;
import io.countersign.schemas.event.ApprovalEscalated;
import io.countersign.schemas.event.ApprovalGranted;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.BreakGlassInvoked;
import io.countersign.schemas.event.BreakGlassOverdue;
import io.countersign.schemas.event.ChangeRequested;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes notices of events. It remembers what the latest approvals are about, because only the first
 * event of an approval says so. Not thread safe.
 */
public final class Notices {
  /** Kinds of events that people are told. */
  public static final Set<String> TYPES =
      Stream.of(
              ApprovalRequested.class,
              ChangeRequested.class,
              ApprovalEscalated.class,
              ApprovalGranted.class,
              ApprovalClosed.class,
              BreakGlassInvoked.class,
              BreakGlassOverdue.class)
          .map(Class::getSimpleName)
          .collect(Collectors.toUnmodifiableSet());

  private static final int MOST_SUBJECTS = 50_000;

  private final String consoleUrl;
  private final Map<UUID, Subject> subjects =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Subject> eldest) {
          return size() > MOST_SUBJECTS;
        }
      };

  /**
   * @param publicUrl base URL of the console, under which an approval has its page
   */
  public Notices(URI publicUrl) {
    this.consoleUrl = publicUrl.toString().replaceAll("/+$", "");
  }

  /** What people are told of an event, if anything. */
  public Optional<ApprovalNotice> of(EventEnvelope event) {
    Event body = event.body();
    if (body instanceof ApprovalRequested requested) {
      Subject subject = subject(requested);
      subjects.put(requested.approvalId(), subject);
      return Optional.of(asking(event, requested.approvalId(), requested.callId(), subject));
    }
    if (body instanceof ChangeRequested requested) {
      Subject subject = subject(requested);
      subjects.put(requested.approvalId(), subject);
      return Optional.of(asking(event, requested.approvalId(), null, subject));
    }
    if (body instanceof ApprovalEscalated escalated) {
      return Optional.of(escalated(event, escalated));
    }
    return ending(event, body);
  }

  private Optional<ApprovalNotice> ending(EventEnvelope event, Event body) {
    if (body instanceof ApprovalGranted granted) {
      // A broken glass is told by an event of its own.
      return granted.brokenGlass()
          ? Optional.empty()
          : Optional.of(
              new About(event, granted.approvalId(), granted.callId())
                  .notice(NoticeKind.RESOLVED, "APPROVED", granted.expiresAt(), null));
    }
    if (body instanceof ApprovalClosed closed) {
      return Optional.of(
          new About(event, closed.approvalId(), closed.callId())
              .notice(NoticeKind.RESOLVED, closed.state().name(), null, closed.by()));
    }
    if (body instanceof BreakGlassInvoked broken) {
      return Optional.of(
          new About(event, broken.approvalId(), broken.callId())
              .notice(
                  NoticeKind.BREAK_GLASS,
                  "APPROVED",
                  broken.reviewDueAt(),
                  broken.voter().subject()));
    }
    if (body instanceof BreakGlassOverdue overdue) {
      return Optional.of(
          new About(event, overdue.approvalId(), overdue.callId())
              .notice(NoticeKind.REVIEW_OVERDUE, "APPROVED", overdue.dueAt(), null));
    }
    return Optional.empty();
  }

  private ApprovalNotice asking(
      EventEnvelope event, UUID approvalId, @Nullable UUID callId, Subject subject) {
    return new About(event, approvalId, callId)
        .notice(NoticeKind.REQUESTED, "PENDING", subject.asked(), subject.expiresAt(), null);
  }

  private ApprovalNotice escalated(EventEnvelope event, ApprovalEscalated escalated) {
    Subject subject = subjects.get(escalated.approvalId());
    List<String> asked = new ArrayList<>(subject == null ? List.of() : subject.asked());
    if (escalated.group() != null) {
      asked.add(escalated.group());
    }
    return new About(event, escalated.approvalId(), escalated.callId())
        .notice(
            NoticeKind.ESCALATED,
            "PENDING",
            asked,
            subject == null ? null : subject.expiresAt(),
            null);
  }

  /** The approval that an event is about. */
  private final class About {
    private final EventEnvelope event;
    private final UUID approvalId;
    private final @Nullable UUID callId;

    About(EventEnvelope event, UUID approvalId, @Nullable UUID callId) {
      this.event = event;
      this.approvalId = approvalId;
      this.callId = callId;
    }

    ApprovalNotice notice(
        NoticeKind kind, String state, @Nullable Instant deadline, @Nullable String by) {
      return notice(kind, state, List.of(), deadline, by);
    }

    ApprovalNotice notice(
        NoticeKind kind,
        String state,
        List<String> asked,
        @Nullable Instant deadline,
        @Nullable String by) {
      return new ApprovalNotice(
          event.eventId(),
          event.ledger(),
          event.tenant(),
          approvalId,
          callId,
          kind,
          state,
          subjects.get(approvalId),
          asked,
          deadline,
          by,
          event.recordedAt(),
          URI.create(consoleUrl + "/approvals/" + approvalId));
    }
  }

  private static Subject subject(ApprovalRequested requested) {
    return new Subject(
        requested.tool().server() + "/" + requested.tool().name(),
        requested.environment(),
        requested.risk() == null ? null : requested.risk().name(),
        requested.actionDigest().shortCode(),
        asked(requested.terms(), requested.fellBack()),
        requested.expiresAt());
  }

  private static Subject subject(ChangeRequested requested) {
    return new Subject(
        what(requested.change()),
        null,
        null,
        requested.changeDigest().shortCode(),
        asked(requested.terms(), requested.fellBack()),
        requested.expiresAt());
  }

  private static String what(Change change) {
    if (change.publishPolicy() != null) {
      return "publication of policy " + change.publishPolicy().name();
    }
    if (change.withdrawPolicy() != null) {
      return "withdrawal of policy " + change.withdrawPolicy().name();
    }
    if (change.registerTool() != null) {
      return "lower risk of a tool";
    }
    if (change.releaseBrake() != null) {
      return "release of brake " + change.releaseBrake().brakeId();
    }
    return "settings that ask for fewer approvals";
  }

  /** Groups as they decide: a group without anybody eligible is told by the one in its place. */
  private static List<String> asked(ApprovalTerms terms, List<String> fellBack) {
    return terms.quorum().stream().map(slot -> asked(slot, terms.fallback(), fellBack)).toList();
  }

  private static String asked(QuorumSlot slot, @Nullable String fallback, List<String> fellBack) {
    String group = fallback != null && fellBack.contains(slot.group()) ? fallback : slot.group();
    return slot.count() + " of " + (group.equals("*") ? "all approvers" : group);
  }
}
