package io.countersign.approvals.notice;

import java.time.Duration;
import java.util.Optional;

/**
 * How telling a channel once went. Details hold no secret: neither the address of a channel nor
 * what it answered.
 */
public sealed interface Attempt {
  /** The channel has it. */
  record Delivered() implements Attempt {}

  /**
   * The channel does not have it, and trying again would not help.
   *
   * @param detail why
   */
  record Refused(String detail) implements Attempt {}

  /**
   * The channel does not have it; perhaps it takes it later.
   *
   * @param detail why
   * @param after how long the channel asks to be left alone
   */
  record Failed(String detail, Optional<Duration> after) implements Attempt {}
}
