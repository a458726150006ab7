package io.countersign.query.export;

import java.time.Duration;

/**
 * Bounds of exports.
 *
 * @param running exports that are written at a time; more wait
 * @param openPerTenant exports of one tenant that wait or run; more are refused
 * @param keptPerTenant exports of one tenant that are remembered; more are refused
 * @param bytesPerTenant bytes of files of one tenant; an export that would need more fails
 * @param partEntries entries of one file
 * @param partBytes bytes of the text of one file, give or take one chunk
 * @param expiry how long files are kept from the start of the export
 * @param patience how long the indexes may be away until an export fails
 */
public record ExportLimits(
    int running,
    int openPerTenant,
    int keptPerTenant,
    long bytesPerTenant,
    int partEntries,
    long partBytes,
    Duration expiry,
    Duration patience) {
  public ExportLimits {
    if (running < 1
        || openPerTenant < 1
        || keptPerTenant < 1
        || bytesPerTenant < 1
        || partEntries < 1
        || partBytes < 1) {
      throw new IllegalArgumentException("Expected limits of exports from 1, but one is less");
    }
    if (!expiry.isPositive() || !patience.isPositive()) {
      throw new IllegalArgumentException(
          "Expected exports to be kept and to wait for some time, but one is not positive");
    }
  }
}
