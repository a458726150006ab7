package io.countersign.approvals.notice.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The header {@code Retry-After}: seconds or a date (RFC 9110, section 10.2.3). */
final class RetryAfter {
  private RetryAfter() {}

  /** How long to wait; empty when the text says nothing that can be followed. */
  static Optional<Duration> parse(String text, Instant now) {
    String value = text.strip();
    if (value.matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(Duration.between(now, then)).filter(wait -> !wait.isNegative());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
