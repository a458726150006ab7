package io.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.countersign.gateway.ingest.IngestClient;
import io.countersign.gateway.ingest.ProposalQueue;
import io.countersign.gateway.ingest.ProposalQueue.Capacity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolSightingsTest {

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path directory;
  private PlayedIngest ingest;
  private IngestClient client;
  private ProposalQueue queue;
  private ToolSightings sightings;

  @BeforeEach
  void start() throws IOException {
    ingest = new PlayedIngest();
    GatewaySettings settings = ingest.settings(directory);
    client = new IngestClient(settings.ingest(), settings.tokenFile(), Duration.ofSeconds(5));
    queue =
        new ProposalQueue(
            client,
            "acme",
            new Capacity(2, 200_000),
            Duration.ofSeconds(30),
            PlayedIngest.PATIENCE);
    sightings = ToolSightings.proposedTo(queue);
  }

  @AfterEach
  void stop() {
    queue.close();
    client.close();
    ingest.close();
  }

  private static JsonNode tools(String description, String... names) {
    ArrayNode tools = JSON.createArrayNode();
    for (String name : names) {
      tools
          .addObject()
          .put("name", name)
          .put("description", description)
          .putObject("inputSchema")
          .put("type", "object");
    }
    return tools;
  }

  private void awaitDelivered(int count) {
    long end = System.nanoTime() + PlayedIngest.PATIENCE.toNanos();
    while (queue.delivered() < count) {
      assertThat(System.nanoTime()).as("waiting until %s are delivered", count).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private void awaitDropped(int count) {
    long end = System.nanoTime() + PlayedIngest.PATIENCE.toNanos();
    while (sightings.dropped() < count) {
      assertThat(System.nanoTime()).as("waiting until %s are dropped", count).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void dropsWhatFindsNoRoomAndTakesItWhenItIsSeenAgain() {
    ingest.holdProposals();
    sightings.seen("tickets", tools("", "first"), false);
    ingest.awaitProposalRequest();
    sightings.seen("tickets", tools("", "second", "third", "fourth"), false);
    assertThat(sightings.dropped()).isEqualTo(1);
    ingest.release();
    ingest.awaitProposals(3);
    sightings.seen("tickets", tools("", "fourth"), false);
    ingest.awaitProposal("fourth");
    assertThat(ingest.proposals()).hasSize(4);
    assertThat(sightings.dropped()).isEqualTo(1);
  }

  @Test
  void countsWhatIngestRefusesAndProposesAgainWhatMayPass() {
    for (int i = 0; i < 2; i++) {
      // Only two find room at once, so what ingest refuses is awaited before the next is seen.
      sightings.seen("tickets", tools("", "refused_unavailable"), false);
      awaitDropped(i == 0 ? 1 : 3);
      sightings.seen("tickets", tools("", "refused_invalid-request"), false);
      awaitDropped(i == 0 ? 2 : 3);
      sightings.seen("tickets", tools("round " + i, "a"), false);
      awaitDelivered(i + 1);
    }
    queue.flush(PlayedIngest.PATIENCE);
    assertThat(sightings.dropped()).isEqualTo(3);
    assertThat(queue.delivered()).isEqualTo(2);
  }

  @Test
  void boundsTheBytesThatWait() {
    ingest.holdProposals();
    sightings.seen("tickets", tools("", "first"), false);
    ingest.awaitProposalRequest();
    sightings.seen("tickets", tools("x".repeat(60_000), "second"), false);
    JsonNode huge = tools("", "third");
    huge.path(0).withObject("/inputSchema").put("description", "x".repeat(150_000));
    sightings.seen("tickets", huge, false);
    assertThat(sightings.dropped()).isEqualTo(1);
  }

  @Test
  void cutsWhatOnlyPeopleReadToWhatIngestTakes() {
    JsonNode tools = tools("d".repeat(70_000), "a");
    tools.path(0).withObject("").put("title", "t".repeat(1023) + "😀");
    sightings.seen("tickets", tools, false);
    JsonNode proposal = ingest.awaitProposal("a");
    assertThat(proposal.path("description").asText()).hasSize(64 * 1024);
    assertThat(proposal.path("title").asText()).isEqualTo("t".repeat(1023));
  }

  @Test
  void stopsAtAServerThatMakesUpDefinitions() {
    for (int i = 0; i <= ToolSightings.MAX_DEFINITIONS; i++) {
      sightings.seen("tickets", tools("definition " + i, "a"), false);
      if (i < ToolSightings.MAX_DEFINITIONS) {
        ingest.awaitProposals(i + 1);
      }
    }
    assertThat(sightings.dropped()).isEqualTo(1);
    assertThat(ingest.proposals()).hasSize(ToolSightings.MAX_DEFINITIONS);
  }

  @Test
  void proposesNothingOfAServerWithoutAUsableName() {
    sightings.seen(null, tools("", "a"), false);
    sightings.seen(" ", tools("", "b"), false);
    sightings.seen("\ud800", tools("", "c"), false);
    sightings.seen("tickets", tools("", "d"), false);
    ingest.awaitProposal("d");
    assertThat(ingest.proposals()).hasSize(1);
  }
}
