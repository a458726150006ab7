package io.countersign.approvals.notice.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.approvals.notice.Asking;
import io.countersign.approvals.notice.Attempt;
import io.countersign.approvals.notice.Receiver;
import io.countersign.approvals.notice.Receiver.Received;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.StrictJson;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String OLD = secret((byte) 1, 24);
  private static final String NEW = secret((byte) 2, 64);

  private final JsonPost post = new JsonPost(Duration.ofSeconds(5), InstantSource.fixed(NOW));

  @AfterEach
  void closePost() {
    post.close();
  }

  private static String secret(byte fill, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, fill);
    return "whsec_" + Base64.getEncoder().encodeToString(bytes);
  }

  private Attempt tell(URI url) throws InterruptedException {
    return new SignedWebhook(url, List.of(WebhookSecret.parse(NEW), WebhookSecret.parse(OLD)), post)
        .tell(Asking.notice("transfer"), "msg_1");
  }

  /** The check of a receiver, written from the specification and not from our code. */
  private static boolean verifies(Received message, String secret) throws Exception {
    byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    String content =
        message.headers().get("webhook-id")
            + "."
            + message.headers().get("webhook-timestamp")
            + "."
            + message.body();
    String expected =
        Base64.getEncoder().encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
    return Arrays.asList(message.headers().get("webhook-signature").split(" "))
        .contains("v1," + expected);
  }

  @Test
  void signsByEachSecretWhileOneIsReplaced() throws Exception {
    try (Receiver receiver = Receiver.answering(204)) {
      assertThat(tell(receiver.url())).isEqualTo(new Attempt.Delivered());

      Received message = receiver.received().getFirst();
      assertThat(verifies(message, OLD)).isTrue();
      assertThat(verifies(message, NEW)).isTrue();
      assertThat(verifies(message, secret((byte) 3, 32))).isFalse();
      assertThat(message.headers())
          .containsEntry("webhook-id", "msg_1")
          .containsEntry("webhook-timestamp", Long.toString(NOW.getEpochSecond()))
          .containsEntry("content-type", "application/json");
    }
  }

  @Test
  void saysWhatAProgramNeedsAndNothingMore() throws Exception {
    try (Receiver receiver = Receiver.answering(200)) {
      var unused = tell(receiver.url());

      JsonObject body =
          (JsonObject)
              StrictJson.parse(
                  receiver.received().getFirst().body().getBytes(StandardCharsets.UTF_8));
      assertThat(body.string("type")).contains("approval.requested");
      JsonObject data = body.object("data").orElseThrow();
      assertThat(data.members().keySet())
          .containsExactlyInAnyOrder(
              "tenant",
              "approvalId",
              "callId",
              "state",
              "what",
              "environment",
              "risk",
              "shortCode",
              "asked",
              "deadline",
              "url");
      assertThat(data.string("shortCode")).contains(Asking.ACTION.shortCode());
    }
  }

  @Test
  void neverFollowsARedirect() throws Exception {
    try (Receiver target = Receiver.answering(200);
        Receiver receiver =
            new Receiver(
                (exchange, number) -> {
                  exchange.getResponseHeaders().add("Location", target.url().toString());
                  exchange.sendResponseHeaders(307, -1);
                })) {
      assertThat(tell(receiver.url())).isEqualTo(new Attempt.Refused("answered 307"));
      assertThat(target.received()).isEmpty();
    }
  }

  @Test
  void hearsHowLongToWait() throws Exception {
    try (Receiver receiver =
        new Receiver(
            (exchange, number) -> {
              exchange
                  .getResponseHeaders()
                  .add("Retry-After", number == 1 ? "90" : "Sat, 21 Nov 2026 12:02:00 GMT");
              exchange.sendResponseHeaders(429, -1);
            })) {
      assertThat(tell(receiver.url()))
          .isEqualTo(new Attempt.Failed("answered 429", Optional.of(Duration.ofSeconds(90))));
      assertThat(tell(receiver.url()))
          .isEqualTo(new Attempt.Failed("answered 429", Optional.of(Duration.ofMinutes(2))));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 410, 422})
  void doesNotComeBackWhereItIsNotWanted(int status) throws Exception {
    try (Receiver receiver = Receiver.answering(status)) {
      assertThat(tell(receiver.url())).isEqualTo(new Attempt.Refused("answered " + status));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void comesBackAfterAFault(int status) throws Exception {
    try (Receiver receiver = Receiver.answering(status)) {
      assertThat(tell(receiver.url()))
          .isEqualTo(new Attempt.Failed("answered " + status, Optional.empty()));
    }
  }

  @Test
  void doesNotListenForEver() throws Exception {
    byte[] much = new byte[64 * 1024];
    try (Receiver receiver =
        new Receiver(
            (exchange, number) -> {
              exchange.sendResponseHeaders(200, 0);
              try (OutputStream out = exchange.getResponseBody()) {
                for (int i = 0; i < 10_000; i++) {
                  out.write(much);
                }
              } catch (IOException e) {
                // The channel hangs up, which is the point.
              }
            })) {
      assertThat(tell(receiver.url())).isEqualTo(new Attempt.Delivered());
    }
  }

  @Test
  void doesNotWaitForASlowAnswerForEver() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (JsonPost impatient = new JsonPost(Duration.ofMillis(200), InstantSource.system());
        Receiver silent = new Receiver((exchange, number) -> await(end));
        Receiver trickle =
            new Receiver(
                (exchange, number) -> {
                  exchange.sendResponseHeaders(200, 0);
                  exchange.getResponseBody().write(1);
                  exchange.getResponseBody().flush();
                  await(end);
                })) {
      for (Receiver receiver : List.of(silent, trickle)) {
        assertThat(
                new SlackWebhook(receiver.url(), impatient)
                    .tell(Asking.notice("transfer"), "msg_1"))
            .isEqualTo(new Attempt.Failed("no answer in time", Optional.empty()));
      }
      end.countDown();
    }
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void neverTellsTheAddressOfAChannel() throws Exception {
    URI url;
    try (Receiver receiver = Receiver.answering(200)) {
      url = receiver.url().resolve("/services/T0/B0/secret");
    }
    assertThat(tell(url))
        .isEqualTo(new Attempt.Failed("cannot be reached (ConnectException)", Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "secret", "whsec_", "whsec_c2hvcnQ=", "whsec_*not base64 at all, but long*"})
  void refusesWhatIsNoSecretWithoutRepeatingIt(String text) {
    assertThatThrownBy(() -> WebhookSecret.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .hasMessageStartingWith("Expected whsec_ and 24 to 64 bytes in Base64")
        .message()
        .doesNotContain("not base64");
  }
}
