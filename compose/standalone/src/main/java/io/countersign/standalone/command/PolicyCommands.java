package io.countersign.standalone.command;

import io.countersign.approvals.policy.PolicyDocument;
import io.countersign.approvals.policy.PolicyLimits;
import io.countersign.approvals.policy.PolicyProblem;
import io.countersign.approvals.policy.PolicyRefused;
import io.countersign.approvals.policy.PolicyTestReport;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.json.JsonObject;
import io.countersign.standalone.client.ApiAnswer;
import io.countersign.standalone.client.ApiClient;
import io.countersign.standalone.client.ApiClient.Call;
import io.countersign.standalone.client.Plain;
import io.countersign.standalone.roles.CannotStart;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is done with policies: tested, tried on the record, published, listed. */
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    description = "Tests policies, tries them on what has happened, publishes and lists them.",
    subcommands = {
      PolicyCommands.TestCommand.class,
      PolicyCommands.ReplayCommand.class,
      PolicyCommands.PublishCommand.class,
      PolicyCommands.ListCommand.class
    })
final class PolicyCommands implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
  private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return Commands.CANNOT_START;
  }

  private static String text(Path file) throws CannotStart {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new CannotStart(
          "Expected a policy in UTF-8 in %s, but some bytes are not.".formatted(file), e);
    } catch (IOException e) {
      throw new CannotStart("Expected a policy that can be read, but: %s".formatted(e), e);
    }
  }

  /** The name that a document gives itself; says what is wrong when it has none. */
  private static String name(Path file, String text) throws CannotStart {
    try {
      return PolicyDocument.compile(text, PolicyLimits.DEFAULT).name();
    } catch (PolicyRefused refused) {
      throw new CannotStart("%s:%n%s".formatted(file, refused.getMessage()), refused);
    }
  }

  /** Needs no server. */
  @Command(
      name = "test",
      mixinStandardHelpOptions = true,
      description =
          "Compiles policies and runs the tests that stand in them, without any server. Exit code 1 if one of them could not be published.")
  static final class TestCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Policy documents.")
    private List<Path> files = List.of();

    @Option(names = "--explain", description = "Tell for passed tests too how each rule met them.")
    private boolean explain;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() throws CannotStart {
      PrintWriter out = spec.commandLine().getOut();
      boolean good = true;
      for (Path file : files) {
        good &= test(file, out);
      }
      out.flush();
      return good ? Commands.DONE : Commands.FAILED;
    }

    private boolean test(Path file, PrintWriter out) throws CannotStart {
      String text = text(file);
      try {
        PolicyDocument document = PolicyDocument.compile(text, PolicyLimits.DEFAULT);
        report(document.report(), out);
        document
            .warnings()
            .forEach(warning -> out.printf("%s: warning: %s%n", file, warning.text()));
        out.printf("%s: can be published as %s%n", file, document.reference());
        return true;
      } catch (PolicyRefused refused) {
        refused.report().ifPresent(report -> report(report, out));
        for (PolicyProblem problem : refused.problems()) {
          out.printf("%s: %s%n", file, problem.text());
        }
        out.printf("%s: can not be published%n", file);
        return false;
      }
    }

    private void report(PolicyTestReport report, PrintWriter out) {
      if (explain) {
        for (PolicyTestReport.Result result : report.results()) {
          out.printf("%s (line %d): %s%n", result.name(), result.line(), result.got());
          out.print(result.explanation().indent(4));
        }
      }
      out.print(report.text());
    }
  }

  /** Asks the engine's role what would have happened. */
  @Command(
      name = "replay",
      mixinStandardHelpOptions = true,
      description =
          "Runs what happened once more as if the policy had been in force, and lists each call that would have been decided otherwise. Changes nothing.")
  static final class ReplayCommand implements Callable<Integer> {
    @Mixin private ApiOptions api = new ApiOptions();

    @Parameters(paramLabel = "FILE", description = "The policy document.")
    private Path file = Path.of("");

    @Option(
        names = "--since",
        required = true,
        paramLabel = "TIME",
        description = "From when on: 24h, 30d, or a time such as 2026-11-01T00:00:00Z.")
    private String since = "";

    @Option(
        names = "--limit-examples",
        defaultValue = "5",
        paramLabel = "N",
        description = "Most examples of each kind of change, 0 to 100 (default: 5).")
    private int examples;

    @Option(names = "--json", description = "Print the answer of the API instead of a report.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      String document = text(file);
      String name = name(file, document);
      Map<String, String> query = new LinkedHashMap<>();
      query.put("since", since(since, Instant.now()).toString());
      query.put("examples", Integer.toString(examples));
      api.tenant().ifPresent(tenant -> query.put("tenant", tenant));
      PrintWriter out = spec.commandLine().getOut();
      try (ApiClient client = api.forTenant(Role.OPERATOR)) {
        JsonObject report =
            client
                .send(Call.yaml("POST", List.of("v1", "policies", name, "replay"), query, document))
                .body();
        if (json) {
          out.println(report.toJson());
        } else {
          ReplayLines.of(report).forEach(line -> out.println(Plain.line(line)));
        }
      }
      out.flush();
      return Commands.DONE;
    }

    static Instant since(String text, Instant now) throws CannotStart {
      if (text.matches("\\d+[smhd]")) {
        return now.minus(Durations.parse("--since", text));
      }
      try {
        return Instant.parse(text);
      } catch (DateTimeException e) {
        throw new CannotStart(
            "Expected --since like 24h, 30d or 2026-11-01T00:00:00Z, but was " + text, e);
      }
    }
  }

  /** Puts a policy into force. */
  @Command(
      name = "publish",
      mixinStandardHelpOptions = true,
      description = "Puts a policy into force, in place of the one of its name.")
  static final class PublishCommand implements Callable<Integer> {
    @Mixin private ApiOptions api = new ApiOptions();

    @Parameters(paramLabel = "FILE", description = "The policy document.")
    private Path file = Path.of("");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      String document = text(file);
      String name = name(file, document);
      Map<String, String> query = new HashMap<>();
      api.tenant().ifPresent(tenant -> query.put("tenant", tenant));
      PrintWriter out = spec.commandLine().getOut();
      try (ApiClient client = api.forTenant(Role.OPERATOR)) {
        ApiAnswer answer =
            client.send(Call.yaml("PUT", List.of("v1", "policies", name), query, document));
        if (answer.body().bool("repeated").orElse(false)) {
          out.printf("policy %s is in force already%n", name);
        } else {
          out.printf("policy %s@%s is in force%n", name, answer.text("hash"));
        }
        out.printf("  ledger %s, position %s%n", answer.text("ledger"), answer.text("position"));
        if (!answer.text("previousHash").isEmpty()) {
          out.printf("  in place of %s@%s%n", name, answer.text("previousHash"));
        }
        answer
            .texts("warnings")
            .forEach(warning -> out.println("  warning: " + Plain.line(warning)));
      }
      out.flush();
      return Commands.DONE;
    }
  }

  /** What is in force. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the policies in force.")
  static final class ListCommand implements Callable<Integer> {
    @Mixin private ApiOptions api = new ApiOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      PrintWriter out = spec.commandLine().getOut();
      Map<String, String> query = new LinkedHashMap<>();
      query.put("state", "IN_FORCE");
      api.tenant().ifPresent(tenant -> query.put("tenant", tenant));
      try (ApiClient client = api.forTenant(Role.OPERATOR)) {
        int found = 0;
        String cursor = "";
        do {
          if (!cursor.isEmpty()) {
            query.put("cursor", cursor);
          }
          ApiAnswer page = client.send(Call.get(List.of("v1", "policies"), query));
          for (JsonObject policy : page.objects("policies")) {
            out.printf(
                "%s@%s  since %s%n",
                Plain.line(ApiAnswer.text(policy, "name")),
                ApiAnswer.text(policy, "hash"),
                ApiAnswer.text(policy, "changedAt"));
            found++;
          }
          cursor = page.body().string("next").orElse("");
        } while (!cursor.isEmpty());
        if (found == 0) {
          out.println("No policy is in force: reading is allowed, everything else is denied.");
        }
      }
      out.flush();
      return Commands.DONE;
    }
  }
}
