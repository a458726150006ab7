package io.countersign.standalone.command;

import com.github.f4b6a3.uuid.UuidCreator;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.json.JsonObject;
import io.countersign.standalone.client.ApiAnswer;
import io.countersign.standalone.client.ApiClient;
import io.countersign.standalone.client.ApiClient.Call;
import io.countersign.standalone.client.ApiRefused;
import io.countersign.standalone.client.Plain;
import io.countersign.standalone.roles.CannotStart;
import io.countersign.standalone.story.ApprovalStory;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * What a person decides at a terminal. Each decision is about what was just shown: it carries the
 * digests of that very page, and the person agrees by its short code.
 */
final class ApprovalDecisions {
  private ApprovalDecisions() {}

  /** The id of an approval, as somebody typed it. */
  static String approval(String id) throws CannotStart {
    try {
      return UUID.fromString(id).toString();
    } catch (IllegalArgumentException e) {
      throw new CannotStart("Expected the id of an approval, but was " + id, e);
    }
  }

  /** What all decisions have in common. */
  abstract static class Decision implements Callable<Integer> {
    @Mixin private ApiOptions api = new ApiOptions();

    @Parameters(paramLabel = "ID", description = "Id of the approval, as `approvals list` has it.")
    private String id = "";

    @Option(
        names = "--code",
        paramLabel = "CODE",
        description =
            "Short code of what you have seen, such as 1A2B-3C4D; without it you are shown the page and asked.")
    private @Nullable String code;

    @Option(names = "--json", description = "Print the answer as one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    /** Last segment of the path. */
    abstract String path();

    /** What the person is asked, such as {@code Approve}. */
    abstract String verb();

    /** Adds what this decision needs besides the digests. */
    abstract void add(JsonObject.Builder body) throws CannotStart;

    @Override
    public Integer call() throws Exception {
      String approval = approval(id);
      // Asked before anything is fetched, so that what is missing is said at once.
      add(JsonObject.builder());
      PrintWriter err = spec.commandLine().getErr();
      try (ApiClient client = api.forTenant(Role.APPROVER)) {
        ApprovalAsked asked = ApprovalAsked.fetch(client, approval, api.tenant());
        JsonObject.Builder body = asked.digests();
        if (!agrees(asked, err)) {
          return Commands.FAILED;
        }
        add(body);
        api.tenant().ifPresent(tenant -> body.put("tenant", tenant));
        ApiAnswer answer =
            client.send(
                Call.json(
                        "POST",
                        List.of("v1", "approvals", approval, path()),
                        Map.of(),
                        body.build())
                    .withKey(UuidCreator.getTimeOrderedEpoch().toString()));
        tell(asked, answer);
        return Commands.DONE;
      } catch (ApiRefused refused) {
        err.println(refused.getMessage());
        err.println(hint(refused.code()));
        err.flush();
        return Commands.FAILED;
      }
    }

    /** The page goes to standard error, so that the answer alone is on standard output. */
    private boolean agrees(ApprovalAsked asked, PrintWriter err) throws CannotStart {
      if (code != null) {
        err.println(asked.headline());
        err.flush();
        if (asked.hasCode(code)) {
          return true;
        }
        err.println(
            "Expected the code of what is asked now, %s, but was %s. Nothing was decided: look at it again."
                .formatted(asked.code(), Plain.line(code)));
        err.flush();
        return false;
      }
      ApprovalStory.lines(asked.page(), asked.code(), Terminal.paint()).forEach(err::println);
      String question = "%s: %s (%s)? Type yes:".formatted(verb(), asked.headline(), asked.code());
      if (Terminal.agrees(err, question, "--code with the short code of what you have seen")) {
        return true;
      }
      err.println("Nothing was decided.");
      err.flush();
      return false;
    }

    private void tell(ApprovalAsked asked, ApiAnswer answer) {
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(answer.body().toJson());
      } else {
        String quorum = ApprovalStory.quorum(answer.body());
        out.println(
            "%s %s: %s%s%s"
                .formatted(
                    verb(),
                    asked.code(),
                    Plain.line(answer.text("state")),
                    quorum.isEmpty() ? "" : ", " + quorum,
                    answer.body().bool("repeated").orElse(false) ? " (was recorded already)" : ""));
      }
      out.flush();
    }

    private static String hint(String code) {
      String name = code.replace('-', '_').toUpperCase(java.util.Locale.ROOT);
      return name.startsWith("STEP_UP")
          ? "A vote like this is signed by an authenticator: vote on the page of the approval in a browser."
          : "Look: countersign approvals show ID";
    }
  }

  /** A vote. */
  abstract static class Vote extends Decision {
    @Option(names = "--comment", paramLabel = "TEXT", description = "Why; it is recorded.")
    private @Nullable String comment;

    @Override
    String path() {
      return "votes";
    }

    abstract String ballot();

    @Override
    void add(JsonObject.Builder body) {
      body.put("vote", ballot());
      if (comment != null) {
        body.put("comment", comment);
      }
    }
  }

  /** Votes for it. */
  @Command(
      name = "approve",
      mixinStandardHelpOptions = true,
      description = "Votes for what is asked. It runs once, when every group has approved.")
  static final class ApproveCommand extends Vote {
    @Override
    String ballot() {
      return "APPROVE";
    }

    @Override
    String verb() {
      return "Approve";
    }
  }

  /** Votes against it. */
  @Command(
      name = "deny",
      mixinStandardHelpOptions = true,
      description = "Votes against what is asked; after it was approved, takes it back.")
  static final class DenyCommand extends Vote {
    @Override
    String ballot() {
      return "DENY";
    }

    @Override
    String verb() {
      return "Deny";
    }
  }

  /** Takes the responsibility alone. */
  @Command(
      name = "break-glass",
      mixinStandardHelpOptions = true,
      description =
          "Lets it run without the votes it needs, on your own responsibility. Security is told at once, and another person must review it.")
  static final class BreakGlassCommand extends Decision {
    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "Why it cannot wait; it is recorded.")
    private String reason = "";

    @Option(
        names = "--ticket",
        required = true,
        paramLabel = "TICKET",
        description = "The incident it is for; it is recorded.")
    private String ticket = "";

    @Override
    String path() {
      return "break-glass";
    }

    @Override
    String verb() {
      return "Break the glass";
    }

    @Override
    void add(JsonObject.Builder body) throws CannotStart {
      if (reason.isBlank() || ticket.isBlank()) {
        throw new CannotStart(
            "Expected --reason and --ticket with words, but one of them is blank.");
      }
      body.put("reason", reason).put("ticket", ticket);
    }
  }
}
