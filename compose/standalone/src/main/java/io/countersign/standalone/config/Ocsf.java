package io.countersign.standalone.config;

import io.countersign.schemas.ocsf.OcsfVersion;

/** The Open Cybersecurity Schema Framework: how SIEMs are told. */
public record Ocsf(
    @Setting(
            value =
                "Version of OCSF that events are written in: `1.8.0`, or `1.9.0`, which names the agent in `ai_agent`.",
            standard = "1.8.0")
        String version) {
  public Ocsf {
    try {
      OcsfVersion.of(version);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("version: expected 1.8.0 or 1.9.0, but was " + version, e);
    }
  }

  /** The version that events are written in. */
  public OcsfVersion ocsfVersion() {
    return OcsfVersion.of(version);
  }
}
