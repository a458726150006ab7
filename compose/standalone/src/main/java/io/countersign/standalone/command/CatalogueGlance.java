package io.countersign.standalone.command;

import io.countersign.standalone.client.ApiAnswer;
import io.countersign.standalone.client.ApiClient;
import io.countersign.standalone.client.ApiClient.Call;
import io.countersign.standalone.client.ApiRefused;
import io.countersign.standalone.client.ApiUnreachable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A short look whether a brake met anything: a server with a wrong letter stops nothing. */
final class CatalogueGlance {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int PAGES = 5;

  static final String WARNING =
      "warning: no tool of the catalogue matches; the brake holds all the same. Check --server and --tool.";

  private CatalogueGlance() {}

  /** The warning when nothing matches; empty when something does, or nobody could say in time. */
  static Optional<String> warning(
      ApiClient client, Optional<String> tenant, String server, @Nullable String tool)
      throws InterruptedException {
    Map<String, String> query = new HashMap<>(Map.of("server", server, "limit", "100"));
    tenant.ifPresent(named -> query.put("tenant", named));
    try (ApiClient hasty = client.within(PATIENCE)) {
      for (int i = 0; i < PAGES; i++) {
        ApiAnswer page = hasty.send(Call.get(List.of("v1", "tools"), query));
        if (page.objects("tools").stream()
            .anyMatch(each -> tool == null || ApiAnswer.text(each, "name").equals(tool))) {
          return Optional.empty();
        }
        Optional<String> next = page.body().string("next");
        if (next.isEmpty()) {
          return Optional.of(WARNING);
        }
        query.put("cursor", next.get());
      }
    } catch (ApiRefused | ApiUnreachable e) {
      // The brake holds; whether it meets anything is for a calmer moment.
    }
    return Optional.empty();
  }
}
