package io.countersign.ingest;

import io.countersign.schemas.call.Actor;
import io.countersign.schemas.call.Agent;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.Client;
import io.countersign.schemas.call.Principal;
import io.countersign.schemas.call.ToolOwner;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;

/**
 * Parts of documents as values of the domain. The contract has checked types and required members;
 * what else a value refuses is an {@link IllegalArgumentException}.
 */
final class Values {
  /** What a claimed time must lie between: outside of it a timestamp is no sensible claim. */
  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private Values() {}

  static Actor actor(JsonObject actor) {
    return new Actor(
        actor
            .object("agent")
            .map(
                agent ->
                    new Agent(
                        text(agent, "id"),
                        agent.string("version").orElse(null),
                        agent.string("owner").orElse(null)))
            .orElse(null),
        actor
            .object("principal")
            .map(
                principal ->
                    new Principal(
                        text(principal, "id"),
                        principal.string("type").orElse(null),
                        strings(principal, "groups")))
            .orElse(null),
        actor
            .object("client")
            .map(client -> new Client(text(client, "name"), client.string("version").orElse(null)))
            .orElse(null),
        strings(actor, "scopes"));
  }

  static ToolReference tool(JsonObject tool) {
    return new ToolReference(
        text(tool, "server"),
        text(tool, "name"),
        tool.string("version").orElse(null),
        tool.string("schemaDigest").map(Digest::parse).orElse(null));
  }

  static ToolOwner owner(JsonObject owner) {
    return new ToolOwner(
        text(owner, "name"), text(owner, "contact"), owner.string("escalation").orElse(null));
  }

  /** Calls left out are one, everything else left out is zero. */
  static Amounts amounts(JsonObject amounts) {
    return new Amounts(
        amounts.integer("calls").orElse(1L),
        amounts.integer("downstreamCalls").orElse(0L),
        amounts.integer("tokens").orElse(0L),
        amounts.integer("moneyMicros").orElse(0L));
  }

  static List<String> strings(JsonObject object, String name) {
    return object.array(name).map(JsonArray::elements).orElse(List.of()).stream()
        .filter(JsonString.class::isInstance)
        .map(element -> ((JsonString) element).value())
        .toList();
  }

  static Instant time(String text) {
    return time(text, "/occurredAt");
  }

  static Instant time(String text, String pointer) {
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      if (!time.isBefore(EARLIEST) && !time.isAfter(LATEST)) {
        return time;
      }
    } catch (DateTimeParseException e) {
      // said below
    }
    throw Problems.invalid(pointer, "Expected a time as in 2026-11-21T09:00:00Z.");
  }

  static String text(JsonObject object, String name) {
    return object.string(name).orElse("");
  }
}
