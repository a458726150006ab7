package io.countersign.standalone.command;

import io.countersign.projections.kafka.DeadLetters;
import io.countersign.projections.kafka.Letter;
import io.countersign.standalone.client.Plain;
import io.countersign.standalone.config.Configuration;
import io.countersign.standalone.roles.CannotStart;
import io.countersign.standalone.roles.ProjectionsRole;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What somebody does about records that could not be used. Needs Kafka, not the HTTP API. */
@Command(
    name = "dead-letters",
    mixinStandardHelpOptions = true,
    description = "Lists records that could not be used, shows one, and has it indexed again.",
    subcommands = {
      DeadLetterCommands.ListCommand.class,
      DeadLetterCommands.ShowCommand.class,
      DeadLetterCommands.ReplayCommand.class,
      DeadLetterCommands.DismissCommand.class
    })
final class DeadLetterCommands implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
  private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return Commands.CANNOT_START;
  }

  /** What they have in common. */
  abstract static class Reading implements Callable<Integer> {
    @Mixin private Setup setup = new Setup();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    DeadLetters letters() throws Exception {
      Configuration configuration = setup.read();
      return new DeadLetters(ProjectionsRole.settings(configuration, Connection.of(configuration)));
    }

    PrintWriter out() {
      return spec.commandLine().getOut();
    }

    PrintWriter err() {
      return spec.commandLine().getErr();
    }

    /** The letters that an argument names. */
    static List<Letter> named(DeadLetters letters, String id, Predicate<Letter> all)
        throws CannotStart {
      List<Letter> named =
          letters.read().stream()
              .filter(letter -> id.equals("all") ? all.test(letter) : letter.id().equals(id))
              .toList();
      if (named.isEmpty() && !id.equals("all")) {
        throw new CannotStart(
            "Expected the id of a letter as `countersign dead-letters list --all` has it, such as 0:17, but there is no such letter");
      }
      return named;
    }
  }

  /** What there is. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description =
          "Lists open dead letters: id, time, reader, reason, where it was, tenant, what became of it; separated by one tab each.")
  static final class ListCommand extends Reading {
    @Option(names = "--all", description = "Also those that were replayed or dismissed.")
    private boolean all;

    @Override
    public Integer call() throws Exception {
      for (Letter letter : letters().read()) {
        if (all || letter.isOpen()) {
          out()
              .println(
                  String.join(
                      "\t",
                      letter.id(),
                      letter.at().toString(),
                      Plain.line(letter.reader()),
                      Plain.line(letter.reason()),
                      Plain.line(letter.sourceTopic())
                          + "/"
                          + letter.sourcePartition()
                          + "/"
                          + letter.sourceOffset(),
                      Plain.line(letter.key()),
                      letter.state().name()
                          + (letter.note().isEmpty() ? "" : " " + Plain.line(letter.note()))));
        }
      }
      out().flush();
      return Commands.DONE;
    }
  }

  /** One of them. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows one dead letter: where it was, why it is here, and its headers.")
  static final class ShowCommand extends Reading {
    @Parameters(index = "0", paramLabel = "ID", description = "Such as 0:17.")
    private String id = "";

    @Override
    public Integer call() throws Exception {
      DeadLetters.Content content =
          letters()
              .find(id)
              .orElseThrow(() -> new CannotStart("Expected the id of a letter, but there is none"));
      Letter letter = content.letter();
      out().printf("%s %s%n", letter.id(), letter.state());
      out().printf("  bytes   %d%n", letter.bytes());
      out().printf("  tenant  %s%n", Plain.line(letter.key()));
      new TreeMap<>(content.headers())
          .forEach((name, text) -> out().printf("  %s: %s%n", Plain.line(name), Plain.line(text)));
      out().flush();
      return Commands.DONE;
    }
  }

  /** Once more. */
  @Command(
      name = "replay",
      mixinStandardHelpOptions = true,
      description =
          "Has the running projections index a letter of theirs again, and waits for it. Exit code 0 only when it was indexed.")
  static final class ReplayCommand extends Reading {
    private static final long LOOK_MILLIS = 500;

    @Parameters(
        index = "0",
        paramLabel = "ID",
        description = "Such as 0:17, or all for every open one of the projections.")
    private String id = "";

    @Option(
        names = "--wait",
        paramLabel = "SECONDS",
        defaultValue = "300",
        description = "Longest wait (default: ${DEFAULT-VALUE}).")
    private int seconds = 300;

    @Override
    public Integer call() throws Exception {
      DeadLetters letters = letters();
      List<String> asked = new ArrayList<>();
      for (Letter letter : named(letters, id, each -> each.isOpen() && each.isOfProjections())) {
        try {
          letters.askReplay(letter);
          asked.add(letter.id());
        } catch (IllegalArgumentException e) {
          throw new CannotStart(String.valueOf(e.getMessage()), e);
        }
      }
      return await(letters, asked);
    }

    private int await(DeadLetters letters, List<String> asked) throws InterruptedException {
      long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
      List<Letter> after;
      do {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        after = letters.read().stream().filter(each -> asked.contains(each.id())).toList();
      } while (System.nanoTime() - end < 0
          && after.stream().anyMatch(each -> each.state() == Letter.State.ASKED));
      boolean replayed = true;
      for (Letter letter : after) {
        replayed &= letter.state() == Letter.State.REPLAYED;
        switch (letter.state()) {
          case REPLAYED -> out().printf("%s is indexed%n", letter.id());
          case FAILED ->
              err()
                  .printf(
                      "%s was refused again: %s. Mend the cause first.%n",
                      letter.id(), Plain.line(letter.note()));
          case OPEN, ASKED, DISMISSED ->
              err()
                  .printf(
                      "%s is not indexed yet: the projections do it when they run%n", letter.id());
        }
      }
      out().flush();
      err().flush();
      return replayed ? Commands.DONE : Commands.FAILED;
    }
  }

  /** Nothing to be done. */
  @Command(
      name = "dismiss",
      mixinStandardHelpOptions = true,
      description = "Says that nothing is to be done about a dead letter. It stays in the topic.")
  static final class DismissCommand extends Reading {
    @Parameters(index = "0", paramLabel = "ID", description = "Such as 0:17.")
    private String id = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why.")
    private String reason = "";

    @Override
    public Integer call() throws Exception {
      if (id.equals("all")) {
        throw new CannotStart(
            "Expected the id of one letter, because each is dismissed for a reason of its own, but was all",
            null);
      }
      DeadLetters letters = letters();
      for (Letter letter : named(letters, id, each -> false)) {
        letters.dismiss(letter, reason);
        out().printf("%s is dismissed%n", letter.id());
      }
      out().flush();
      return Commands.DONE;
    }
  }
}
