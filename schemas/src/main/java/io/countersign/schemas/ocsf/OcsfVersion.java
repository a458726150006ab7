package io.countersign.schemas.ocsf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The versions of OCSF that can be written. */
public enum OcsfVersion {
  /** 16 March 2026: what SIEMs understand today. */
  V1_8_0("1.8.0"),
  /** 3 August 2026: adds {@code ai_agent} to the profile {@code ai_operation}. */
  V1_9_0("1.9.0");

  private final String text;

  OcsfVersion(String text) {
    this.text = text;
  }

  /** The version as OCSF writes it in {@code metadata.version}. */
  public String text() {
    return text;
  }

  /**
   * The version of this text.
   *
   * @throws IllegalArgumentException if it is none that can be written
   */
  public static OcsfVersion of(String text) {
    return Arrays.stream(values())
        .filter(version -> version.text.equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Expected an OCSF version of %s, but it is another"
                        .formatted(
                            Arrays.stream(values())
                                .map(OcsfVersion::text)
                                .collect(Collectors.joining(" or ")))));
  }

  /** Identifier of the JSON Schema that every event of this version satisfies. */
  public String schemaId() {
    return "https://countersign.dev/schemas/ocsf-%s.schema.json".formatted(text);
  }

  /**
   * JSON Schema (draft 2020-12) of what is written here of this version: the members that are used,
   * and no others.
   */
  public String schema() {
    String resource = "/ocsf/ocsf-%s.schema.json".formatted(text);
    try (InputStream schema = OcsfVersion.class.getResourceAsStream(resource)) {
      if (schema == null) {
        throw new IllegalStateException("Expected the resource " + resource + ", but it is absent");
      }
      return new String(schema.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
