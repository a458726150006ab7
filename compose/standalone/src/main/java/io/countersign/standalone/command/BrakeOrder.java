package io.countersign.standalone.command;

import io.countersign.standalone.client.ApiAnswer;
import io.countersign.standalone.client.ApiClient;
import io.countersign.standalone.client.ApiClient.Call;
import io.countersign.standalone.client.ApiRefused;
import io.countersign.standalone.client.ApiUnreachable;
import io.countersign.standalone.client.Plain;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends a command about a brake until every ledger has recorded it. Repeats it under the same
 * idempotency key, so it is one brake however often it is sent.
 */
final class BrakeOrder {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int FIRST_SERVER_ERROR = 500;

  private final ApiClient client;
  private final boolean platform;
  private final BrakeTold words;
  private final String reason;
  private final PrintWriter out;

  /**
   * @param platform whether the brake is meant for every tenant
   * @param words what the order does
   * @param reason why, as the person gave it
   */
  BrakeOrder(ApiClient client, boolean platform, BrakeTold words, String reason, PrintWriter out) {
    this.client = client;
    this.platform = platform;
    this.words = words;
    this.reason = reason;
    this.out = out;
  }

  /**
   * Sends it.
   *
   * @param wait whether to go on until it is complete
   * @return the exit code
   */
  int send(Call order, boolean wait) throws ApiRefused, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    boolean told = false;
    while (true) {
      ApiAnswer answer = once(order);
      if (answer != null) {
        if (platform && !answer.body().has("ledgers")) {
          out.printf(
              "NOT FOR THE PLATFORM: the token is not of an admin for all tenants, so this is about its own tenant only (%s).%n",
              place(answer));
          out.flush();
          return Commands.FAILED;
        }
        tell(answer, told);
        told = true;
        if (complete(answer)) {
          return Commands.DONE;
        }
      }
      if (!wait || System.nanoTime() > deadline) {
        out.println(
            answer == null
                ? "NOT ANSWERED: nobody can say whether it holds. Send it again."
                : "NOT COMPLETE: calls of the other ledgers may still be allowed. Look again: countersign brakes");
        out.flush();
        return Commands.FAILED;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** One try; null when nobody answered, or could not now. */
  private @Nullable ApiAnswer once(Call order) throws ApiRefused, InterruptedException {
    try {
      return client.send(order);
    } catch (ApiUnreachable e) {
      out.println(e.getMessage());
    } catch (ApiRefused e) {
      if (e.status() < FIRST_SERVER_ERROR && e.status() != 429) {
        throw e;
      }
      out.println(e.getMessage());
    }
    out.flush();
    return null;
  }

  private void tell(ApiAnswer answer, boolean told) {
    if (!told) {
      boolean before = answer.body().bool("repeated").orElse(false);
      out.printf(
          "%s: %s (%s)%n", before ? words.before() : words.done(), words.what(), place(answer));
      out.println("  reason: " + Plain.line(reason));
      out.println("  recorded at " + Plain.line(answer.text("recordedAt")));
    }
    if (answer.body().has("ledgers")) {
      out.printf(
          "  recorded by %s of %s ledgers%n", answer.text("recorded"), answer.text("ledgers"));
    }
    out.flush();
  }

  private static String place(ApiAnswer answer) {
    return "brake %s, ledger %s position %s"
        .formatted(
            Plain.line(answer.text("brakeId")), answer.text("ledger"), answer.text("position"));
  }

  /** A brake of a tenant has one ledger, which has answered. */
  private static boolean complete(ApiAnswer answer) {
    return answer.body().bool("complete").orElse(true);
  }
}
