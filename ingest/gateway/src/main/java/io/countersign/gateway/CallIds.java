package io.countersign.gateway;

import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** New call ids: UUID version 7 (RFC 9562, section 5.7). */
final class CallIds {

  private final InstantSource clock;
  private final RandomGenerator random;

  CallIds(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  String next() {
    long high = (clock.millis() << 16) | 0x7000 | random.nextInt(0x1000);
    long low = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
    return new UUID(high, low).toString();
  }
}
