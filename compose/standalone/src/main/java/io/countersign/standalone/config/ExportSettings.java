package io.countersign.standalone.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Exports: what the query role writes to files, and what it answers at once. */
public record ExportSettings(
    @Setting(
            "Folder of the files of exports, for this process alone, mode 0700. Default: `exports`"
                + " in the data folder.")
        Optional<Path> folder,
    @Setting(
            value = "Exports that are written at a time; more wait.",
            standard = "2",
            min = 1,
            max = 64)
        int running,
    @Setting(
            value = "Exports of one tenant that wait or run; more are refused.",
            standard = "4",
            min = 1,
            max = 1_000)
        int openPerTenant,
    @Setting(
            value = "Exports of one tenant that are remembered; more are refused.",
            standard = "50",
            min = 1,
            max = 10_000)
        int keptPerTenant,
    @Setting(
            value =
                "Bytes of the files of one tenant, compressed; an export that needs more fails.",
            standard = "10737418240",
            min = 1_048_576)
        long bytesPerTenant,
    @Setting(value = "Most entries of one file.", standard = "100000", min = 100, max = 10_000_000)
        int partEntries,
    @Setting(
            value =
                "Most bytes of the text of one file before it is compressed, give or take 4 MiB.",
            standard = "268435456",
            min = 65_536)
        long partBytes,
    @Setting(value = "How long files are kept, from the start of the export.", standard = "7d")
        Duration expiry,
    @Setting(
            value = "How long the search indexes may be away before an export fails.",
            standard = "1h")
        Duration patience,
    @Setting(
            value = "Most entries of `GET /v1/export`, which answers at once.",
            standard = "100000",
            min = 1,
            max = 1_000_000)
        int smallEntries,
    @Setting(value = "Such answers at a time; more get 503.", standard = "4", min = 1, max = 1_000)
        int smallAnswers) {
  public ExportSettings {
    if (!expiry.isPositive() || !patience.isPositive()) {
      throw new IllegalArgumentException(
          "expiry and patience: expected more than zero, but was %s and %s"
              .formatted(expiry, patience));
    }
  }
}
