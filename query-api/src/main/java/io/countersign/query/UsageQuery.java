package io.countersign.query;

import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonRefused;
import io.countersign.schemas.json.Limits;
import io.countersign.schemas.json.StrictJson;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What calls of a tenant have used, by whom or by what.
 *
 * @param calls the calls that are summed up, and the limit of rows
 * @param by what each row is about
 * @param window how time is cut; empty for one row over all of it
 * @param after the row that the page before ended with
 */
public record UsageQuery(
    ListQuery calls, By by, Optional<Window> window, Optional<JsonObject> after) {

  /** What a row is about. */
  public enum By {
    /** All calls of the tenant. */
    TENANT("tenant"),
    /** Groups of the principal, each by itself. */
    TEAM("team"),
    /** On whose behalf. */
    PRINCIPAL("principal"),
    /** The software that acted. */
    AGENT("agent"),
    /** One tool of one server. */
    TOOL("server", "tool"),
    /** All tools of a server. */
    SERVER("server");

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of, which cannot be changed
    private final List<String> fields;

    By(String... fields) {
      this.fields = List.of(fields);
    }

    /** The fields whose values make a row. */
    public List<String> fields() {
      return fields;
    }

    /** The name as clients write it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How time is cut. */
  public enum Window {
    HOUR("1h"),
    DAY("1d"),
    WEEK("1w"),
    MONTH("1M");

    private final String calendar;

    Window(String calendar) {
      this.calendar = calendar;
    }

    /** The length as the index writes it. */
    public String calendar() {
      return calendar;
    }
  }

  /**
   * Reads query parameters.
   *
   * @param tenant the tenant that the caller may and does ask for
   * @param otherwise what rows are about when nothing is said; empty when it must be said
   * @throws BadQuery when a parameter is unknown, repeated or wrong
   */
  public static UsageQuery parse(
      String tenant, Map<String, List<String>> parameters, Optional<By> otherwise) throws BadQuery {
    Map<String, List<String>> listed = new TreeMap<>(parameters);
    List<String> by = listed.remove("by");
    List<String> window = listed.remove("window");
    List<String> cursor = listed.remove("cursor");
    for (String name : listed.keySet()) {
      if (!List.of("tenant", "from", "to", "limit").contains(name)) {
        throw new BadQuery(
            name,
            "Expected a parameter of [by, cursor, from, limit, tenant, to, window], but this is"
                + " none");
      }
    }
    UsageQuery first =
        new UsageQuery(
            ListQuery.parse(Listing.CALLS, tenant, listed),
            by(by, otherwise),
            window == null ? Optional.empty() : Optional.of(window(window)),
            Optional.empty());
    return cursor == null
        ? first
        : new UsageQuery(first.calls, first.by, first.window, Optional.of(first.opened(cursor)));
  }

  /** The same question about the calls of one principal. */
  public UsageQuery of(String principal) {
    return new UsageQuery(calls.with("principal", principal), by, window, after);
  }

  /** Writes the cursor of the page that ends with {@code row}. */
  public String cursor(JsonObject row) {
    return SealedText.of(CanonicalJson.bytes(row), fingerprint());
  }

  private JsonObject opened(List<String> cursor) throws BadQuery {
    byte[] row = SealedText.open(ListParameters.only("cursor", cursor), fingerprint());
    try {
      if (StrictJson.parse(row, Limits.DEFAULT) instanceof JsonObject read) {
        return read;
      }
    } catch (JsonRefused e) {
      // told below
    }
    throw SealedText.refused();
  }

  private Digest fingerprint() {
    JsonObject question =
        JsonObject.builder()
            .put("usage", calls.fingerprint().text())
            .put("by", by.text())
            .put("window", window.map(Window::name).orElse(""))
            .build();
    return Digest.sha256(CanonicalJson.bytes(question));
  }

  private static By by(@Nullable List<String> values, Optional<By> otherwise) throws BadQuery {
    if (values == null && otherwise.isPresent()) {
      return otherwise.get();
    }
    String value = values == null ? "" : ListParameters.only("by", values);
    return Arrays.stream(By.values())
        .filter(by -> by.text().equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new BadQuery(
                    "by",
                    "Expected one of %s, but it is none"
                        .formatted(Arrays.stream(By.values()).map(By::text).toList())));
  }

  private static Window window(List<String> values) throws BadQuery {
    String value = ListParameters.only("window", values);
    return Arrays.stream(Window.values())
        .filter(window -> window.name().equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new BadQuery(
                    "window",
                    "Expected one of %s, but it is none"
                        .formatted(Arrays.toString(Window.values()))));
  }
}
