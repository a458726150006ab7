package io.countersign.approvals.notice;

import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.QuorumSlot;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.testkit.Samples;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** An approval that somebody asks for, as the tests of this package have it. */
public final class Asking {
  public static final URI CONSOLE = URI.create("https://countersign.example/");
  public static final UUID APPROVAL = Samples.commandId(77);
  public static final Digest ACTION = Digest.sha256("action".getBytes(StandardCharsets.UTF_8));
  public static final Instant EXPIRES = Instant.parse("2026-11-21T13:00:00Z");

  /** A name that is a mention, a link and markup to whoever interprets it. */
  public static final String HOSTILE = "<!channel> `x` *b* [ok](https://evil.example) <b>&\u200B";

  private Asking() {}

  /** A call of a tool is asked for. */
  public static EventEnvelope requested(String tool) {
    return event(requested(tool, List.of(new QuorumSlot("payments", 2)), null, List.of()));
  }

  static ApprovalRequested requested(
      String tool, List<QuorumSlot> quorum, String fallback, List<String> fellBack) {
    ApprovalTerms terms =
        new ApprovalTerms(
            quorum, 3_600_000, List.of(), false, 1, 600_000, fallback, null, false, false);
    return new ApprovalRequested(
        APPROVAL,
        Samples.CALL_ID,
        ACTION,
        ACTION,
        ACTION,
        new ToolReference("bank", tool, null, null),
        "prod",
        Risk.DESTRUCTIVE,
        "gateway-1",
        terms,
        List.of(),
        fellBack,
        EXPIRES,
        null);
  }

  /** An event in its envelope. */
  public static EventEnvelope event(Event body) {
    return Samples.event(body);
  }

  /** The notice of a call of a tool. */
  public static ApprovalNotice notice(String tool) {
    return new Notices(CONSOLE).of(requested(tool)).orElseThrow();
  }
}
