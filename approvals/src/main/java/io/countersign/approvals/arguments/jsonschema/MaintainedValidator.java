package io.countersign.approvals.arguments.jsonschema;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.PathType;
import com.networknt.schema.regex.RegularExpressionFactory;
import com.networknt.schema.resource.SchemaLoader;
import io.countersign.approvals.arguments.ArgumentError;
import io.countersign.approvals.arguments.SchemaRefused;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * networknt's validator, without input or output: it resolves references within one schema, reads
 * its own meta-schemas from its jar, and fetches nothing. {@code format} asserts nothing.
 */
final class MaintainedValidator {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** It counts keywords where {@link Work} counts subschemas. */
  private static final long KEYWORDS_PER_STEP = 8;

  private static final ExecutionConfig LIMITED =
      ExecutionConfig.builder()
          .locale(Locale.ROOT)
          .formatAssertionsEnabled(false)
          .maxEvaluationSteps(KEYWORDS_PER_STEP * SchemaLimits.STEPS)
          .maxEvaluationDepth(SchemaLimits.LOOK_DEPTH + 8)
          .build();

  /** Finds the bundled meta-schemas only. */
  private static final SchemaLoader NO_LOADER =
      SchemaLoader.builder().fetchRemoteResources(false).build();

  private static final Map<Dialect, Schema> META_SCHEMAS = metaSchemas();

  private final Schema schema;

  private MaintainedValidator(Schema schema) {
    this.schema = schema;
  }

  /** Refuses what is not a schema of its dialect. */
  static void requireSchema(JsonObject schema, Dialect dialect) throws SchemaRefused {
    Schema meta = Objects.requireNonNull(META_SCHEMAS.get(dialect), "a schema for every dialect");
    List<ArgumentError> errors;
    try {
      errors = new MaintainedValidator(meta).errors(schema);
    } catch (Work.Exhausted exhausted) {
      throw new SchemaRefused(
          "",
          "Expected a schema that can be checked, but it takes too many steps or nests too deep. Simplify it.");
    }
    if (!errors.isEmpty()) {
      ArgumentError first = errors.getFirst();
      throw new SchemaRefused(
          first.pointer(),
          "Expected a valid JSON Schema, but \"%s\" of its meta-schema does not hold here."
              .formatted(first.keyword()));
    }
  }

  static MaintainedValidator compile(SchemaModel model) throws SchemaRefused {
    RegularExpressionFactory patterns =
        pattern -> {
          LinearPattern compiled = model.pattern(pattern);
          return compiled::found;
        };
    try {
      Schema schema = registry(model.dialect(), patterns).getSchema(node(model.root()));
      schema.initializeValidators();
      return new MaintainedValidator(schema);
    } catch (SchemaException refused) {
      throw new SchemaRefused(
          "", "Expected a schema that the validator can compile, but it cannot. Simplify it.");
    }
  }

  /**
   * What is wrong with the document, by pointer and keyword.
   *
   * @throws Work.Exhausted if it takes more steps or depth than it may
   */
  List<ArgumentError> errors(JsonValue document) {
    try {
      return schema
          .validate(node(document), context -> context.setExecutionConfig(LIMITED))
          .stream()
          .map(MaintainedValidator::error)
          .sorted(Work.ORDER)
          .limit(SchemaLimits.ERRORS)
          .toList();
    } catch (ValidationLimitExceededException exceeded) {
      throw new Work.Exhausted(
          "Expected arguments that can be checked in %s steps and %s levels, but they take more. Send less at once, or simplify the tool's schema."
              .formatted(SchemaLimits.STEPS, SchemaLimits.LOOK_DEPTH));
    }
  }

  private static ArgumentError error(Error error) {
    String keyword = error.getKeyword() == null ? "false" : error.getKeyword();
    return new ArgumentError(
        error.getInstanceLocation().toString(),
        keyword,
        "Expected what \"%s\" of the schema asks for, but it does not hold.".formatted(keyword));
  }

  private static Map<Dialect, Schema> metaSchemas() {
    Map<Dialect, Schema> schemas = new EnumMap<>(Dialect.class);
    for (Dialect dialect : Dialect.values()) {
      SchemaRegistry registry = registry(dialect, pattern -> MaintainedValidator::anyText);
      schemas.put(dialect, registry.getSchema(SchemaLocation.of(dialect.id())));
    }
    return schemas;
  }

  private static boolean anyText(String text) {
    return true;
  }

  private static SchemaRegistry registry(Dialect dialect, RegularExpressionFactory patterns) {
    com.networknt.schema.dialect.Dialect bounded =
        com.networknt.schema.dialect.Dialect.builder(specification(dialect))
            .keyword(new BoundedUniqueItems())
            .build();
    SchemaRegistryConfig config =
        SchemaRegistryConfig.builder()
            .regularExpressionFactory(patterns)
            .formatAssertionsEnabled(false)
            .locale(Locale.ROOT)
            .pathType(PathType.JSON_POINTER)
            .build();
    return SchemaRegistry.withDialect(
        bounded, builder -> builder.schemaRegistryConfig(config).schemaLoader(NO_LOADER));
  }

  private static com.networknt.schema.dialect.Dialect specification(Dialect dialect) {
    return switch (dialect) {
      case DRAFT_07 -> Dialects.getDraft7();
      case DRAFT_2019_09 -> Dialects.getDraft201909();
      case DRAFT_2020_12 -> Dialects.getDraft202012();
    };
  }

  /** Whole numbers as integers whatever their notation, others as the decimals they are. */
  private static JsonNode node(JsonValue value) {
    return switch (value) {
      case JsonObject object -> {
        ObjectNode node = NODES.objectNode();
        object.members().forEach((name, member) -> node.set(name, node(member)));
        yield node;
      }
      case JsonArray array -> {
        ArrayNode node = NODES.arrayNode();
        array.elements().forEach(element -> node.add(node(element)));
        yield node;
      }
      case JsonString string -> NODES.stringNode(string.value());
      case JsonNumber number ->
          number.isInteger()
              ? NODES.numberNode(number.longValue())
              : NODES.numberNode(new BigDecimal(number.text()));
      case JsonBoolean bool -> NODES.booleanNode(bool.value());
      case JsonNull none -> NODES.nullNode();
    };
  }
}
