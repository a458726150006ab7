package io.countersign.standalone.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.standalone.Api;
import io.countersign.standalone.CapturedLog;
import io.countersign.standalone.SharedSystem;
import io.countersign.standalone.WholeSystem;
import io.countersign.standalone.faults.RawHttp.Answer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thousands of requests that no client would send: each is answered as designed, and none gets a
 * secret out.
 */
@ExtendWith(SharedSystem.class)
class HttpFuzzIT {
  private static final Logger LOG = LoggerFactory.getLogger(HttpFuzzIT.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long SEED = Long.getLong("countersign.fuzz.seed", 20261121);
  private static final int REQUESTS = Integer.getInteger("countersign.fuzz.requests", 6_000);
  private static final int AT_ONCE = 8;
  private static final Duration MOST = Duration.ofMinutes(4);
  private static final int LEAST = 5_000;

  private final WholeSystem system;
  private final String tenant = Api.newTenant();

  HttpFuzzIT(WholeSystem system) {
    this.system = system;
  }

  @Test
  void everyRequestIsAnsweredAsDesignedAndNoSecretGetsOut() throws Exception {
    system.register(tenant, "get_ticket", "READ");
    Map<Integer, AtomicInteger> statuses = new ConcurrentSkipListMap<>();
    Instant deadline = Instant.now().plus(MOST);
    String log;
    try (CapturedLog captured = CapturedLog.open();
        ExecutorService senders = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Callable<Integer>> work =
          IntStream.range(0, AT_ONCE)
              .<Callable<Integer>>mapToObj(sender -> () -> send(SEED + sender, statuses, deadline))
              .toList();
      int sent = 0;
      for (Future<Integer> done : senders.invokeAll(work)) {
        sent += done.get();
      }
      LOG.info("{} requests by seed {}: {}", sent, SEED, statuses);
      assertThat(sent).as("requests within %s", MOST).isGreaterThanOrEqualTo(LEAST);
      log = captured.text();
    }
    assertThat(statuses.keySet()).as("valid requests are among them").contains(200, 400, 401, 404);
    assertThat(log).as("seed %s", SEED).doesNotContain(FuzzedRequests.SECRETS);
    assertThat(system.roles().notReady()).as("still ready").isEmpty();
    assertThat(
            system
                .api()
                .post(
                    "/v1/calls",
                    system.gateway(tenant),
                    Api.call(tenant, "after", "get_ticket", "{}"))
                .expect(200)
                .json()
                .path("verdict")
                .asText())
        .isEqualTo("ALLOW");
  }

  private int send(long seed, Map<Integer, AtomicInteger> statuses, Instant deadline)
      throws IOException {
    FuzzedRequests requests =
        new FuzzedRequests(
            seed, tenant, system.gateway(tenant), system.operator(tenant), system.auditor(tenant));
    int sent = 0;
    try (RawHttp http = new RawHttp(system.api().url("/"))) {
      for (; sent < REQUESTS / AT_ONCE && Instant.now().isBefore(deadline); sent++) {
        byte[] request = requests.next();
        String what = "request %d of seed %d: %s".formatted(sent, seed, requests.shown());
        Answer answer = http.send(request);
        statuses.computeIfAbsent(answer.status(), status -> new AtomicInteger()).incrementAndGet();
        assertDesigned(answer, what);
      }
    }
    return sent;
  }

  private static void assertDesigned(Answer answer, String what) {
    assertThat(answer.status()).as(what).isBetween(200, 503);
    assertThat(answer.text()).as(what).doesNotContain(FuzzedRequests.SECRETS);
    if (answer.status() >= 500) {
      assertThat(answer.status()).as("%s%n%s", what, answer.text()).isEqualTo(503);
    }
    if (answer.status() >= 400 && !answer.bodiless()) {
      assertThat(answer.header("content-type"))
          .as("%s%n%s", what, answer.text())
          .isEqualTo("application/problem+json");
      JsonNode problem = json(answer.body(), what);
      assertThat(problem.path("status").asInt()).as(what).isEqualTo(answer.status());
      assertThat(problem.path("type").asText())
          .as(what)
          .isEqualTo("https://countersign.dev/problems/" + problem.path("code").asText());
      assertThat(problem.path("title").asText()).as(what).isNotBlank();
    }
  }

  private static JsonNode json(String body, String what) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError(what + ": expected a problem document, but was " + body, e);
    }
  }
}
