package io.countersign.standalone.command;

import io.countersign.standalone.client.ApiAnswer;
import io.countersign.standalone.client.ApiClient;
import io.countersign.standalone.client.ApiClient.Call;
import io.countersign.standalone.client.ApiRefused;
import io.countersign.standalone.client.ApiUnreachable;
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
  private final PrintWriter out;

  /**
   * @param platform whether the brake is meant for every tenant
   */
  BrakeOrder(ApiClient client, boolean platform, PrintWriter out) {
    this.client = client;
    this.platform = platform;
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
        told |= tell(answer, told);
        if (platform && !answer.body().has("ledgers")) {
          out.println(
              "NOT FOR THE PLATFORM: the token is not of an admin for all tenants, so this is about its own tenant only.");
          out.flush();
          return Commands.FAILED;
        }
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

  private boolean tell(ApiAnswer answer, boolean told) {
    if (!told) {
      out.println("brake " + answer.text("brakeId"));
      out.printf(
          "  recorded in ledger %s at position %s, %s%n",
          answer.text("ledger"), answer.text("position"), answer.text("recordedAt"));
    }
    if (answer.body().has("ledgers")) {
      out.printf(
          "  recorded by %s of %s ledgers%n", answer.text("recorded"), answer.text("ledgers"));
    }
    out.flush();
    return true;
  }

  /** A brake of a tenant has one ledger, which has answered. */
  private static boolean complete(ApiAnswer answer) {
    return answer.body().bool("complete").orElse(true);
  }
}
