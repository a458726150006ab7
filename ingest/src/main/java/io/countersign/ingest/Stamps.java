package io.countersign.ingest;

import io.countersign.schemas.call.Salt;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Where stamps come from: the only place of ingest that asks a clock or chance for a value. */
public final class Stamps implements Supplier<Stamp> {
  private final InstantSource clock;
  private final RandomGenerator random;

  /**
   * @param random must be safe for concurrent use, and unpredictable outside tests: salts stop
   *     readers of digests from guessing
   */
  public Stamps(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** The system's clock and a cryptographically strong source of chance. */
  public static Stamps ofSystem() {
    return new Stamps(InstantSource.system(), new SecureRandom());
  }

  @Override
  public Stamp get() {
    Instant now = clock.instant();
    byte[] salt = new byte[Salt.BYTES];
    random.nextBytes(salt);
    return new Stamp(now, uuid7(now), uuid7(now), new Salt(salt));
  }

  /** RFC 9562, section 5.7: 48 bits of Unix milliseconds, then chance. */
  private UUID uuid7(Instant now) {
    long high = (now.toEpochMilli() << 16) | 0x7000 | (random.nextLong() & 0xfff);
    long low = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
