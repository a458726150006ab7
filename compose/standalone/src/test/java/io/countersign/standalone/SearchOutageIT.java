package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.standalone.embedded.EmbeddedStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** OpenSearch goes away under load and comes back, with every role running. */
@ExtendWith(SharedStack.class)
final class SearchOutageIT {
  /** How long it is away at least, in seconds; more by hand. */
  private static final Duration AWAY =
      Duration.ofSeconds(Integer.getInteger("countersign.outage.seconds", 1));

  private static final int CALLS = 40;

  @Test
  void decisionsGoOnAndSearchCatchesUpByItself(EmbeddedStack stack, @TempDir Path data)
      throws Exception {
    String tenant = Api.newTenant();
    try (Gate gate = new Gate(stack.openSearchUrl());
        WholeSystem system = WholeSystem.start(stack, data, Map.of(), gate.url())) {
      system.register(tenant, "get_ticket", "READ");
      List<String> asked = new ArrayList<>(ask(system, tenant, "before"));
      system.story(tenant, "before", told -> told.path("calls").size() == CALLS);

      gate.shut();
      long shut = System.nanoTime();
      do {
        asked.addAll(ask(system, tenant, "away-" + asked.size()));
      } while (System.nanoTime() - shut < AWAY.toNanos());
      Eventually.get(
          () -> {
            assertThat(system.api().get("/readyz", system.auditor(tenant)).expect(503).body())
                .contains("projections wait for");
            return true;
          });
      assertThat(system.api().get("/v1/runs/before", system.auditor(tenant)).status())
          .as("search says that it cannot answer")
          .isEqualTo(503);

      gate.open();
      Eventually.get(() -> system.api().get("/readyz", system.auditor(tenant)).expect(200));
      for (String run : asked.stream().distinct().toList()) {
        JsonNode story = system.story(tenant, run, told -> told.path("calls").size() == CALLS);
        assertThat(story.path("readUpTo").size()).isEqualTo(1);
        assertThat(story.path("events").size()).isEqualTo(2 * CALLS);
      }
    }
  }

  /** Asks for some decisions; every one of them is given. */
  private static List<String> ask(WholeSystem system, String tenant, String run) {
    String token = system.gateway(tenant);
    for (int i = 0; i < CALLS; i++) {
      JsonNode decision =
          system
              .api()
              .post("/v1/calls", token, Api.call(tenant, run, "get_ticket", "{\"id\": \"T-1\"}"))
              .expect(200)
              .json();
      assertThat(decision.path("verdict").asText()).isEqualTo("ALLOW");
    }
    return List.of(run);
  }
}
