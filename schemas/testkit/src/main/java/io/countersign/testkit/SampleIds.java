package io.countersign.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Ids and times of the samples: the {@code n}-th is always the same. */
final class SampleIds {
  /** When the samples begin. */
  static final Instant START = Instant.parse("2026-11-20T09:00:00Z");

  private SampleIds() {}

  /** Log time of the {@code n}-th sample. */
  static Instant time(long n) {
    return START.plus(Duration.ofMillis(n));
  }

  /** A UUIDv7 (RFC 9562, section 5.7) whose time is that of the {@code n}-th sample. */
  static UUID timeOrdered(int family, long n) {
    long millis = time(n).toEpochMilli();
    return new UUID(millis << 16 | 0x7000 | family, 0x8000_0000_0000_0000L | n);
  }

  /** A UUIDv8 (RFC 9562, section 5.8): its content is its writer's, as of derived ids. */
  static UUID derived(int family, long n) {
    return new UUID(0x5eed_0000_0000_8000L | family, 0x8000_0000_0000_0000L | n);
  }
}
