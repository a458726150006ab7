package io.countersign.testkit.ocsf;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.ocsf.OcsfEvent;
import io.countersign.schemas.ocsf.OcsfVersion;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Checks OCSF events against the pinned JSON Schemas, with networknt's validator. */
final class OcsfChecks {
  private static final Map<OcsfVersion, Schema> SCHEMAS = new EnumMap<>(OcsfVersion.class);

  static {
    SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    Arrays.stream(OcsfVersion.values())
        .forEach(version -> SCHEMAS.put(version, registry.getSchema(version.schema())));
  }

  private OcsfChecks() {}

  /** What is wrong with an event; empty when nothing is. */
  static List<String> errors(JsonObject ocsf, OcsfVersion version) {
    String json = new String(OcsfEvent.bytes(ocsf), StandardCharsets.UTF_8);
    return Stream.ofNullable(SCHEMAS.get(version))
        .flatMap(schema -> schema.validate(json, InputFormat.JSON).stream())
        .map(Object::toString)
        .toList();
  }

  static void requireValid(JsonObject ocsf, OcsfVersion version) {
    assertThat(errors(ocsf, version)).as("OCSF %s: %s", version.text(), ocsf.toJson()).isEmpty();
    assertThat(OcsfEvent.bytes(ocsf)).hasSizeLessThanOrEqualTo(OcsfEvent.MAX_BYTES);
  }
}
