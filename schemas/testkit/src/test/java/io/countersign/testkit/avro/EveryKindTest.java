package io.countersign.testkit.avro;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.command.Command;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventCode;
import io.countersign.schemas.event.Unknown;
import io.countersign.testkit.Samples;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a new kind of command or event needs beside its record. Each sentence names the file. */
class EveryKindTest {
  @Test
  void hasAllThatBelongsToACommand() {
    assertThat(kinds(Command.class))
        .hasSizeGreaterThanOrEqualTo(8)
        .allSatisfy(
            kind -> {
              assertThat(Command.KINDS).as("add it to Command.KINDS").contains(command(kind));
              assertThat(missing(kind.getSimpleName())).isEmpty();
            });
  }

  @Test
  void hasAllThatBelongsToAnEvent() {
    assertThat(kinds(Event.class).filter(kind -> kind != Unknown.class))
        .hasSizeGreaterThanOrEqualTo(12)
        .allSatisfy(
            kind -> {
              assertThat(Event.KINDS).as("add it to Event.KINDS").contains(event(kind));
              assertThat(missing(kind.getSimpleName())).isEmpty();
              assertThat(missingCode(kind.getSimpleName())).isEmpty();
            });
  }

  /** The records of a sealed interface, those of the sealed interfaces below it among them. */
  private static Stream<Class<?>> kinds(Class<?> sealed) {
    return Stream.of(sealed.getPermittedSubclasses())
        .flatMap(kind -> kind.isSealed() ? kinds(kind) : Stream.of(kind));
  }

  @Test
  void hasARecordForEveryCode() {
    assertThat(EventCode.values())
        .extracting(EventCode::type)
        .allMatch(type -> Event.KINDS.stream().anyMatch(kind -> kind.getSimpleName().equals(type)));
  }

  @Test
  void namesEveryFileThatANewKindNeeds() {
    int version = Golden.version();
    assertThat(missing("KeyTurned"))
        .containsExactly(
            "Expected a schema of KeyTurned: add schemas/src/main/avro/KeyTurned.avsc and name it in AvroSchemas",
            "Expected a full sample of KeyTurned: add one to the list of its kind in Samples",
            "Expected a minimal sample of KeyTurned: add one to the list of its kind in Samples",
            "Expected golden bytes of KeyTurned: add golden/KeyTurned.v%d.hex by running the tests with -Dgolden.renew=true"
                .formatted(version),
            "Expected a section about KeyTurned: add it to docs/events.md by running the tests with -Dgolden.renew=true");
    assertThat(missingCode("KeyTurned"))
        .containsExactly("Expected a code of KeyTurned: add one to EventCode");
  }

  private static List<String> missing(String kind) {
    List<String> missing = new ArrayList<>();
    if (Event.class.getResource("/avro/" + kind + ".avsc") == null) {
      missing.add(
          "Expected a schema of %s: add schemas/src/main/avro/%s.avsc and name it in AvroSchemas"
              .formatted(kind, kind));
    }
    if (!hasSample(kind, Samples.commands(), Samples.events())) {
      missing.add(
          "Expected a full sample of %s: add one to the list of its kind in Samples"
              .formatted(kind));
    }
    if (!hasSample(kind, Samples.minimalCommands(), Samples.minimalEvents())) {
      missing.add(
          "Expected a minimal sample of %s: add one to the list of its kind in Samples"
              .formatted(kind));
    }
    if (!Golden.renewing() || kind.equals("KeyTurned")) {
      missing.addAll(missingFiles(kind));
    }
    return missing;
  }

  private static List<String> missingFiles(String kind) {
    List<String> missing = new ArrayList<>();
    if (!Files.exists(Golden.bytesFile(kind, Golden.version()))) {
      missing.add(
          "Expected golden bytes of %s: add golden/%s.v%d.hex by running the tests with -Dgolden.renew=true"
              .formatted(kind, kind, Golden.version()));
    }
    if (!Golden.read(Golden.EVENTS_MD).contains("\n### " + kind + "\n")) {
      missing.add(
          "Expected a section about %s: add it to docs/events.md by running the tests with -Dgolden.renew=true"
              .formatted(kind));
    }
    return missing;
  }

  private static List<String> missingCode(String kind) {
    return Arrays.stream(EventCode.values()).anyMatch(code -> code.type().equals(kind))
        ? List.of()
        : List.of("Expected a code of %s: add one to EventCode".formatted(kind));
  }

  private static boolean hasSample(String kind, List<?> commands, List<?> events) {
    return Stream.concat(commands.stream(), events.stream())
        .anyMatch(sample -> sample.getClass().getSimpleName().equals(kind));
  }

  private static Class<? extends Command> command(Class<?> kind) {
    return kind.asSubclass(Command.class);
  }

  private static Class<? extends Event> event(Class<?> kind) {
    return kind.asSubclass(Event.class);
  }
}
