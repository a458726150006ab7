package io.countersign.standalone.command;

import io.countersign.schemas.access.Role;
import io.countersign.schemas.call.Limits;
import io.countersign.standalone.client.ApiAnswer;
import io.countersign.standalone.client.ApiClient;
import io.countersign.standalone.client.ApiRefused;
import io.countersign.standalone.client.ApiUnreachable;
import io.countersign.standalone.client.Plain;
import io.countersign.standalone.estate.ApiEstate;
import io.countersign.standalone.estate.Change;
import io.countersign.standalone.estate.Estate;
import io.countersign.standalone.estate.EstateFiles;
import io.countersign.standalone.estate.EstateRefused;
import io.countersign.standalone.estate.Plan;
import io.countersign.standalone.estate.Totals;
import io.countersign.standalone.roles.CannotStart;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes the controls of a tenant those that files describe. */
@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    description =
        "Puts the controls that files describe into force: shows a plan, asks, then applies it in a safe order (settings, budgets, limits, policies, reviews, tools) and stops at the first refusal.",
    footerHeading = "%nFormat:%n",
    footer = {
      "Documents separated by `---`; each names its kind and has the members of the API's request:",
      "",
      "  kind: Settings        timeZone, unreviewedGate, policyNeedsApproval",
      "  kind: Budget          id, node, window, limits",
      "  kind: Limit           id, per, environment, server, tool, principal, agent, rate, concurrency",
      "  kind: ServerReview    server, version, owner, scores, evidence, criticalFailures, knownLimits,",
      "                        confirmedBy, nextReview, gate",
      "  kind: Tool            server, name, version, owner, risk, purpose, sideEffects, systems, scopes,",
      "                        inputSchema, resources, groups, redaction, limits, rollback, deprecation",
      "  kind: Policy          name, and document or file (beside this one)",
      "",
      "A file that is a policy document itself is the policy of that name. Unknown keys are refused.",
      "`countersign export` writes this format."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything is as the files say, or nothing was to be done",
      "1:something was refused; what was applied before stands and was printed",
      "2:with --dry-run there are changes; else wrong use or no connection"
    })
final class ApplyCommand implements Callable<Integer> {
  private static final int CHANGES = 2;
  private static final Duration SEEN = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(250);

  @Mixin private ApiOptions api = new ApiOptions();

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE|DIR",
      description = "A file, or a folder with every .yaml and .yml file in it.")
  private Path file = Path.of("");

  @Option(names = "--dry-run", description = "Show the plan only; exit code 2 if there is one.")
  private boolean dryRun;

  @Option(names = "--yes", description = "Apply without asking.")
  private boolean yes;

  @Option(
      names = "--prune",
      description =
          "Also retire tools, withdraw policies and remove budgets and limits that the files do not name.")
  private boolean prune;

  @Option(
      names = "--max-removals",
      defaultValue = "10",
      paramLabel = "N",
      description = "Refuse a plan that removes more controls than that (default: 10).")
  private int mostRemovals;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why controls are removed (default: not in the applied files).")
  private String reason = "not in the applied files";

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (reason.isBlank() || reason.length() > Limits.TEXT) {
      throw new CannotStart("Expected --reason with a reason, but it is blank or too long.");
    }
    if (mostRemovals < 0) {
      throw new CannotStart("Expected --max-removals of at least 0, but was " + mostRemovals);
    }
    Estate wanted;
    try {
      wanted = EstateFiles.read(file);
    } catch (EstateRefused e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
    try (ApiClient client = api.forTenant(Role.OPERATOR)) {
      return apply(new ApiEstate(client, api.tenant()), wanted);
    }
  }

  private int apply(ApiEstate api, Estate wanted) throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Estate inForce = api.read();
    ReadUpTo.told(api.readUpTo()).ifPresent(spec.commandLine().getErr()::println);
    Plan plan = Plan.of(inForce, wanted, prune);
    out.printf("Plan for %s:%n", this.api.tenantTold());
    print(plan, out);
    if (plan.isEmpty()) {
      out.println("Nothing to do.");
      out.flush();
      return Commands.DONE;
    }
    List<String> refusals = refusals(inForce, plan);
    if (!refusals.isEmpty()) {
      refusals.forEach(out::println);
      out.println("Nothing was applied.");
      out.flush();
      return Commands.FAILED;
    }
    if (dryRun) {
      return CHANGES;
    }
    String question =
        "Apply this to %s: %s? Type yes:".formatted(this.api.tenantTold(), plan.counted());
    if (!yes && !Terminal.agrees(out, question, "--yes")) {
      out.println("Nothing was applied.");
      out.flush();
      return Commands.FAILED;
    }
    return apply(api, plan.changes(), out) ? seen(api, wanted, out) : Commands.FAILED;
  }

  /** What is known to go wrong, before anything is applied. */
  private List<String> refusals(Estate inForce, Plan plan) {
    List<String> refusals = new ArrayList<>(Totals.refusals(inForce, plan));
    if (plan.removals() > mostRemovals) {
      refusals.add(
          "Expected at most %d removals, but the plan removes %d. If that is meant, say --max-removals %d."
              .formatted(mostRemovals, plan.removals(), plan.removals()));
    }
    return refusals.stream().map(Plain::line).toList();
  }

  private static void print(Plan plan, PrintWriter out) {
    plan.told().forEach(line -> out.println(Plain.line(line)));
    out.flush();
  }

  private boolean apply(ApiEstate inForce, List<Change> changes, PrintWriter out)
      throws InterruptedException {
    for (int done = 0; done < changes.size(); done++) {
      Change change = changes.get(done);
      try {
        tell(change, inForce.apply(change, reason), out);
      } catch (ApiRefused | ApiUnreachable e) {
        out.printf("  ✗ %s%n    %s%n", Plain.line(change.control().told()), e.getMessage());
        out.printf(
            "%d of %d changes were applied and stand; the rest was not tried. Mend this and apply again.%n",
            done, changes.size());
        out.flush();
        return false;
      }
    }
    return true;
  }

  private static void tell(Change change, ApiAnswer answer, PrintWriter out) {
    out.printf(
        "  ✓ %s  (ledger %s, position %s)%n",
        Plain.line(change.control().told()), answer.text("ledger"), answer.text("position"));
    if (!answer.text("gate").isEmpty()) {
      out.printf("      gate %s, %s of 18 points%n", answer.text("gate"), answer.text("total"));
      answer.texts("reasons").forEach(line -> out.println("      " + Plain.line(line)));
    }
    answer.texts("warnings").forEach(line -> out.println("      warning: " + Plain.line(line)));
    out.flush();
  }

  /** Reads back until the projections show what was recorded, so that the next plan is empty. */
  private int seen(ApiEstate inForce, Estate wanted, PrintWriter out) throws Exception {
    long deadline = System.nanoTime() + SEEN.toNanos();
    Plan rest = Plan.of(inForce.read(), wanted, prune);
    while (!rest.isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(PAUSE.toNanos());
      rest = Plan.of(inForce.read(), wanted, prune);
    }
    if (rest.isEmpty()) {
      out.println("Done: what is in force is what the files say.");
      out.flush();
      return Commands.DONE;
    }
    out.println("Everything was recorded, but what can be read still differs:");
    print(rest, out);
    out.println(
        "Either the search index is behind, or the door redacted personal data or secrets in a text; write it without them.");
    out.flush();
    return Commands.FAILED;
  }
}
