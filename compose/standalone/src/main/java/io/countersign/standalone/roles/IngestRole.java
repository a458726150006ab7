package io.countersign.standalone.roles;

import io.countersign.ingest.IngestSettings;
import io.countersign.ingest.service.Ingest;
import io.countersign.schemas.registry.SchemaRegistry;
import io.countersign.standalone.config.Configuration;
import io.countersign.standalone.http.HttpShell;

/** Starts the door in. */
final class IngestRole {
  private IngestRole() {}

  static void start(RoleParts parts, SchemaRegistry registry, Trust trust) throws CannotStart {
    Configuration.Ingest settings = parts.configuration().ingest();
    IngestSettings checked;
    try {
      checked =
          new IngestSettings(
              settings.answerTimeout(),
              settings.maxWaiting(),
              settings.maxWait(),
              settings.maxPolls(),
              settings.recentCalls(),
              settings.maxBodyBytes(),
              settings.maxObservationBytes(),
              settings.maxObservationLines(),
              settings.observationsInFlight(),
              settings.appendQueue(),
              settings.appendBufferBytes(),
              settings.maxAbandons(),
              settings.platformTimeout(),
              parts.configuration().projections().group(),
              settings.intake(),
              HttpShell.publicUrl(
                  parts.configuration().http(), parts.configuration().http().port()));
    } catch (IllegalArgumentException e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
    Ingest ingest =
        parts.add(
            "ingest",
            new Ingest(
                checked,
                parts.installation().kafka(),
                registry,
                parts.installation().ledgers(),
                new SecretKeys(parts.configuration()).redaction(),
                new SecretKeys(parts.configuration()).grants(),
                trust.jwks().stream().toList(),
                trust.verifier(),
                parts.meters()));
    parts.readyWhen(ingest::notReady);
    parts.serve(ingest.routes()::mount);
  }
}
