package io.countersign.standalone.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.countersign.schemas.avro.AvroSchemas;
import io.countersign.schemas.avro.DocumentCodec;
import io.countersign.schemas.intake.IntakeReport;
import io.countersign.schemas.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The examples for authors of gateways are what the API takes and answers. */
class GatewayExamplesTest {
  private static final String ID = "https://countersign.dev/openapi/countersign.yaml";
  private static final MarkdownPage PAGE = MarkdownPage.of("docs/gateway.md");
  private static final List<MarkdownPage.Block> EXAMPLES = PAGE.blocks("json ");

  private final SchemaRegistry schemas;

  GatewayExamplesTest() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/openapi/countersign.yaml")) {
      assertThat(in).isNotNull();
      String document = YAMLMapper.builder().build().readTree(in).toString();
      this.schemas =
          SchemaRegistry.withDefaultDialect(
              SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(ID, document)));
    }
  }

  private List<?> differences(String schema, String json) {
    return schemas
        .getSchema(SchemaLocation.of(ID + "#/components/schemas/" + schema))
        .validate(json, InputFormat.JSON);
  }

  @Test
  void everyExampleIsOfTheSchemaThatItNames() {
    assertThat(EXAMPLES).hasSizeGreaterThan(8);
    for (MarkdownPage.Block example : EXAMPLES) {
      String schema = example.info().substring("json ".length());
      byte[] bytes = example.content().getBytes(StandardCharsets.UTF_8);
      assertThatCode(() -> StrictJson.parse(bytes)).as(schema).doesNotThrowAnyException();
      if (!schema.equals("IntakeReport")) {
        assertThat(differences(schema, example.content())).as(schema).isEmpty();
      }
    }
  }

  @Test
  void aWrongExampleWouldBeNoticed() {
    assertThat(differences("CallRequest", "{\"tool\": {\"server\": \"tickets\"}}")).isNotEmpty();
    assertThat(differences("Receipt", "{}")).isNotEmpty();
  }

  @Test
  void theTableOfOptionsIsWhatTheCommandTakes() throws IOException {
    String command =
        Files.readString(
            Path.of("src/main/java/io/countersign/standalone/command/GatewayCommand.java"));
    Set<String> taken = found("names = \"(--[a-z-]+)\"", command);
    assertThat(taken).contains("--url").hasSizeGreaterThan(10);
    assertThat(found("\\n\\| `(--[a-z-]+)` \\|", PAGE.text())).isEqualTo(taken);
  }

  private static Set<String> found(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toSet());
  }

  @Test
  void theReportForTheIntakeIsOneAndHoldsARequest() throws IOException {
    String json =
        EXAMPLES.stream()
            .filter(example -> example.info().equals("json IntakeReport"))
            .findFirst()
            .orElseThrow()
            .content();
    GenericRecord avro =
        new GenericDatumReader<GenericRecord>(AvroSchemas.INTAKE_REPORT)
            .read(null, DecoderFactory.get().jsonDecoder(AvroSchemas.INTAKE_REPORT, json));
    IntakeReport report = DocumentCodec.report(avro);
    assertThat(report.kind()).isEqualTo("INTENT");
    assertThat(differences("CallRequest", report.body())).isEmpty();
  }
}
