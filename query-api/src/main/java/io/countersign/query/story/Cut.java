package io.countersign.query.story;

import io.countersign.schemas.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * Up to where a story is told: the events that the ledger had then, and none of those that came
 * later. Events are recorded in the order of the ledger and their recorded times never go back, so
 * either says the same of a ledger's beginning.
 */
public sealed interface Cut {
  /** The last position that still belongs to the story. */
  record AtPosition(long position) implements Cut {
    public AtPosition {
      if (position < 0) {
        throw new IllegalArgumentException("Expected a position from 0, but was " + position);
      }
    }

    @Override
    public boolean includes(JsonObject event) {
      return Members.number(event, "position").orElse(0L) <= position;
    }

    @Override
    public JsonObject json() {
      return JsonObject.builder().put("position", position).build();
    }
  }

  /** The last moment, by recorded time, that still belongs to the story. */
  record AtTime(Instant time) implements Cut {
    @Override
    public boolean includes(JsonObject event) {
      return !Members.time(event, "recordedAt").orElse(Instant.EPOCH).isAfter(time);
    }

    @Override
    public JsonObject json() {
      return JsonObject.builder().put("time", time.toString()).build();
    }
  }

  /** Whether an event was known by then. */
  boolean includes(JsonObject event);

  /** {@code {"position": …}} or {@code {"time": …}}. */
  JsonObject json();

  /** Reads a position, from 0. */
  static Optional<Cut> position(String text) {
    return text.matches("[0-9]{1,15}")
        ? Optional.of(new AtPosition(Long.parseLong(text)))
        : Optional.empty();
  }

  /** Reads an RFC 3339 time. */
  static Optional<Cut> time(String text) {
    try {
      return Optional.of(new AtTime(OffsetDateTime.parse(text).toInstant()));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
