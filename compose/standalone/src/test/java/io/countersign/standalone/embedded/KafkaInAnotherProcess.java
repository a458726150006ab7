package io.countersign.standalone.embedded;

import io.countersign.standalone.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A broker in a process of its own, so that a test can freeze it and nothing else. */
public final class KafkaInAnotherProcess implements AutoCloseable {
  private static final String READY = "broker listens on ";

  private final ChildJvm process;
  private final String bootstrapServers;

  private KafkaInAnotherProcess(ChildJvm process, String bootstrapServers) {
    this.process = process;
    this.bootstrapServers = bootstrapServers;
  }

  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0);
    System.out.println(READY + kafka.bootstrapServers());
    while (System.in.read() >= 0) {
      // nobody tells it anything; the end of the test ends it
    }
    Runtime.getRuntime().halt(3);
  }

  /** Starts it; returns when it serves requests. */
  public static KafkaInAnotherProcess start(Path folder) throws IOException, InterruptedException {
    ChildJvm process =
        new ChildJvm.Command()
            .start(
                "kafka",
                folder,
                KafkaInAnotherProcess.class.getName(),
                folder.resolve("kafka").toString());
    try {
      return new KafkaInAnotherProcess(
          process, process.awaitSaid(Pattern.compile(READY + "(\\S+)")).group(1));
    } catch (AssertionError | InterruptedException e) {
      process.close();
      throw e;
    }
  }

  /** Where clients find it. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Connections stay open, and nothing is answered any more. */
  public void freeze() throws IOException, InterruptedException {
    process.pause();
  }

  /** It goes on as if no time had passed. */
  public void thaw() throws IOException, InterruptedException {
    process.resume();
  }

  @Override
  public void close() {
    process.close();
  }
}
