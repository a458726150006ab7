package io.countersign.query;

import io.countersign.schemas.audit.QueryParameter;
import io.countersign.schemas.call.Limits;
import io.countersign.schemas.digest.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What of a question is recorded. Filters and ids stay as they are, so that an auditor of auditors
 * can read them. Free text, and whatever this API does not know, is recorded as {@code sha256:… (n
 * characters)}: people paste secrets into search boxes, and nothing secret may reach the log.
 */
public final class AccessParameters {
  private static final Set<String> FREE_TEXT = Set.of("text", "q");
  private static final Set<String> UUIDS =
      Set.of("callId", "approvalId", "grantId", "brakeId", "alertId", "exportId");
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Set<String> KNOWN =
      Stream.concat(
              Stream.of(
                  "cursor",
                  "limit",
                  "from",
                  "to",
                  "order",
                  "ledger",
                  "facets",
                  "top",
                  "histogram",
                  "of",
                  "saved",
                  "by",
                  "window",
                  "format",
                  "asKnownAt",
                  "at",
                  "with",
                  "lastEventId"),
              Stream.of(Listing.values()).flatMap(listing -> listing.filters().stream()))
          .collect(Collectors.toCollection(TreeSet::new));

  private AccessParameters() {}

  /**
   * The parameters as they are recorded, at most {@link QueryParameter#MOST}: the path's, then the
   * query's in their order. The tenant has a place of its own and is left out.
   *
   * @param path parameters of the path by name
   * @param query parameters of the query, one entry for each value
   */
  public static List<QueryParameter> of(
      Map<String, String> path, List<Map.Entry<String, String>> query) {
    List<QueryParameter> parameters = new ArrayList<>();
    path.forEach((name, value) -> parameters.add(new QueryParameter(name, plain(name, value))));
    for (Map.Entry<String, String> parameter : query) {
      String name = parameter.getKey();
      if (!name.equals("tenant")) {
        String filter = name.startsWith("not.") ? name.substring("not.".length()) : name;
        boolean asItIs = KNOWN.contains(filter) && !FREE_TEXT.contains(name);
        parameters.add(
            new QueryParameter(
                shown(name),
                asItIs ? plain(name, parameter.getValue()) : digest(parameter.getValue())));
      }
    }
    return List.copyOf(parameters.subList(0, Math.min(parameters.size(), QueryParameter.MOST)));
  }

  /** The value itself, when it is what its name says and may stand in an event. */
  private static String plain(String name, String value) {
    boolean fits =
        (!UUIDS.contains(name) || UUID_TEXT.matcher(value).matches())
            && value.length() <= QueryParameter.MOST_CHARACTERS
            && Limits.isPlain(value)
            && value.codePoints().noneMatch(point -> point >= 0xD800 && point <= 0xDFFF);
    return fits ? value : digest(value);
  }

  private static String digest(String value) {
    return "%s (%d characters)"
        .formatted(Digest.sha256(value.getBytes(StandardCharsets.UTF_8)).text(), value.length());
  }

  /** A name that a client made up is recorded shortened and without anything that misleads. */
  private static String shown(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_.-]", "?");
    if (plain.isEmpty()) {
      return "?";
    }
    return plain.length() > 64 ? plain.substring(0, 64) : plain;
  }
}
