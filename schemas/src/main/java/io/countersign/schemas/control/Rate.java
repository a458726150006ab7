package io.countersign.schemas.control;

/**
 * So many calls in so much time, by the generic cell rate algorithm: steady use is spread evenly
 * and a burst may run ahead.
 *
 * @param calls calls, from 1
 * @param perMillis in so many milliseconds, from 1 to 31 days
 * @param burst how many may come at once, from 1
 */
public record Rate(long calls, long perMillis, long burst) {
  public Rate {
    if (calls < 1
        || calls > 1_000_000_000L
        || perMillis < 1
        || perMillis > 31L * 24 * 60 * 60 * 1000
        || burst < 1
        || burst > 1_000_000_000L) {
      throw new IllegalArgumentException(
          "Expected calls and burst of 1 to 1000000000 in 1 ms to 31 days, but was %s calls, burst %s, in %s ms"
              .formatted(calls, burst, perMillis));
    }
  }
}
