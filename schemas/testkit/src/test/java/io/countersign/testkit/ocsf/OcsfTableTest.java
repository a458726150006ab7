package io.countersign.testkit.ocsf;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Severity;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.ocsf.OcsfEvent;
import io.countersign.schemas.ocsf.OcsfVersion;
import io.countersign.testkit.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of the guide says what is written, because it is made from what is written. */
final class OcsfTableTest {
  private static final Path GUIDE =
      Path.of(System.getProperty("basedir", "."), "../../docs/siem.md");
  private static final String BEGIN =
      "<!-- ocsf: made from the samples by OcsfTableTest; renew with -Dgolden.renew=true -->\n";
  private static final String END = "<!-- /ocsf -->";

  @Test
  void isWhatTheGuideShows() throws IOException {
    if (Boolean.getBoolean("golden.renew")) {
      String old = Files.readString(GUIDE);
      Files.writeString(GUIDE, old.replace(shown(old), table()));
    }
    assertThat(shown(Files.readString(GUIDE)))
        .as("To renew it: ./mvnw -pl schemas/testkit -am test -Dgolden.renew=true")
        .isEqualTo(table());
  }

  /** The table of the guide, its markers included. */
  private static String shown(String guide) {
    int begin = guide.indexOf(BEGIN);
    int end = guide.indexOf(END);
    assertThat(begin).as("the table of %s", GUIDE).isNotNegative().isLessThan(end);
    return guide.substring(begin, end + END.length());
  }

  private static String table() {
    Map<String, String> rows = new TreeMap<>();
    Stream.of(
            Samples.events().stream(),
            Stream.of(Verdict.values()).map(Samples::decisionMade),
            Stream.of(OutcomeStatus.values()).map(Samples::outcomeRecorded),
            Stream.of(Severity.values()).map(Samples::findingRaised),
            Stream.of(ApprovalState.values())
                .filter(ApprovalState::closed)
                .map(Samples::approvalClosed))
        .flatMap(events -> events)
        .forEach(event -> rows.put(event.code().name(), row(event)));
    return rows.values().stream()
        .collect(
            Collectors.joining(
                "\n",
                BEGIN
                    + "| code | event | `type_uid` | activity | `api.operation` | status | action,"
                    + " disposition |\n"
                    + "|---|---|---|---|---|---|---|\n",
                "\n" + END));
  }

  private static String row(Event event) {
    JsonObject ocsf = OcsfEvent.of(Samples.event(event), OcsfVersion.V1_8_0);
    boolean tool = ocsf.has("dst_endpoint");
    String operation =
        ocsf.object("api")
            .flatMap(api -> api.string("operation"))
            .map("`%s`"::formatted)
            .orElse("");
    return "| %s | %s | %s | %s | %s | %s | %s |"
        .formatted(
            event.code().name(),
            event.type(),
            ocsf.integer("type_uid").orElseThrow(),
            ocsf.string("activity_name").orElseThrow(),
            tool ? "the tool" : operation,
            ocsf.string("status").orElseThrow(),
            Stream.of("action", "disposition")
                .flatMap(name -> ocsf.string(name).stream())
                .collect(Collectors.joining(", ")));
  }
}
