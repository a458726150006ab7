package io.countersign.standalone.command;

import io.countersign.schemas.json.JsonObject;
import io.countersign.standalone.client.Plain;
import io.countersign.standalone.story.ApprovalStory;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An approval in one line. Fields are separated by tabs and hold none themselves; no field is
 * empty, so that a shell counts them right.
 */
final class ApprovalLine {
  private static final List<String> TEXTS =
      List.of("approvalId", "state", "shortCode", "headline", "environment", "risk");
  private static final String DEADLINE = "expiresAt";

  private ApprovalLine() {}

  static String of(JsonObject approval) {
    return Stream.concat(
            TEXTS.stream().map(member -> approval.string(member).orElse("")),
            Stream.of(ApprovalStory.quorum(approval), approval.string(DEADLINE).orElse("")))
        .map(field -> field.isBlank() ? "-" : Plain.line(field))
        .collect(Collectors.joining("\t"));
  }
}
