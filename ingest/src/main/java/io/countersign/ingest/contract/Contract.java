package io.countersign.ingest.contract;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.countersign.schemas.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The API document {@code openapi/countersign.yaml} of {@code schemas} (OpenAPI 3.1). Bodies are
 * checked against the schemas that stand in it (JSON Schema 2020-12), so the document can not
 * promise something else than the code does. Safe for concurrent use.
 */
public final class Contract {
  private static final String RESOURCE = "/openapi/countersign.yaml";
  private static final String ID = "https://countersign.dev/openapi/countersign.yaml";
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

  /** Bodies that are checked, by the name of their schema. */
  public enum Body {
    CALL("CallRequest"),
    OUTCOME("OutcomeRequest"),
    CANCEL("CancelRequest"),
    TOOL("ToolRequest"),
    PROPOSALS("ProposalsRequest"),
    REVIEW("ReviewRequest"),
    BUDGET("BudgetRequest"),
    LIMIT("LimitRequest"),
    SETTINGS("SettingsRequest"),
    BRAKE("BrakeRequest"),
    RELEASE("ReleaseRequest"),
    REMOVAL("RemovalRequest"),
    CLAIM("ClaimRequest"),
    CONFIRMATION("ConfirmationRequest"),
    RECONCILIATION("ReconciliationRequest"),
    VOTE("VoteRequest"),
    BREAK_GLASS("BreakGlassRequest"),
    BREAK_GLASS_REVIEW("BreakGlassReviewRequest"),
    APPROVER("ApproverRequest"),
    DELEGATION("DelegationRequest"),
    STANDING_GRANT("StandingGrantRequest"),
    AUTHENTICATOR("AuthenticatorRequest"),
    ALERT_ACKNOWLEDGEMENT("AlertAcknowledgementRequest"),
    ALERT_RESOLUTION("AlertResolutionRequest"),
    RETENTION("RetentionRequest"),
    HOLD("HoldRequest"),
    SEARCH("SearchRequest"),
    SEARCH_REMOVAL("SearchRemovalRequest"),
    OBSERVATION("Observation");

    private final String schema;

    Body(String schema) {
      this.schema = schema;
    }
  }

  private final Map<Body, Schema> schemas;
  private final List<Operation> operations;

  private Contract(Map<Body, Schema> schemas, List<Operation> operations) {
    this.schemas = schemas;
    this.operations = operations;
  }

  /**
   * Reads the document from the class path.
   *
   * @throws IllegalStateException when it is missing or lacks a schema
   */
  public static Contract load() {
    JsonNode document = read();
    SchemaRegistry registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemas(Map.of(ID, document.toString())));
    Map<Body, Schema> schemas = new LinkedHashMap<>();
    for (Body body : Body.values()) {
      if (document.at("/components/schemas/" + body.schema).isMissingNode()) {
        throw new IllegalStateException(
            "Expected the schema %s in %s, but there is none".formatted(body.schema, RESOURCE));
      }
      Schema schema =
          registry.getSchema(SchemaLocation.of(ID + "#/components/schemas/" + body.schema));
      schema.initializeValidators();
      schemas.put(body, schema);
    }
    return new Contract(Map.copyOf(schemas), operations(document));
  }

  /** The operations in the order of the document. */
  public List<Operation> operations() {
    return operations;
  }

  /** Where {@code document} differs from what the API takes; empty when nowhere. */
  public List<Violation> check(Body body, JsonValue document) {
    Schema schema = schemas.get(body);
    if (schema == null) {
      throw new IllegalStateException("Expected a schema of " + body + ", but there is none");
    }
    return Violations.of(schema.validate(Nodes.of(document)));
  }

  private static JsonNode read() {
    try (InputStream in = Contract.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(
            "Expected %s on the class path, but it is not: the build of schemas is broken"
                .formatted(RESOURCE));
      }
      return YAMLMapper.builder().build().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Operation> operations(JsonNode document) {
    List<Operation> operations = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method -> {
                          if (METHODS.contains(method.getKey())) {
                            operations.add(
                                operation(path.getKey(), method.getKey(), method.getValue()));
                          }
                        }));
    return List.copyOf(operations);
  }

  private static Operation operation(String path, String method, JsonNode operation) {
    return new Operation(
        operation.path("operationId").stringValue(),
        operation.path("x-role").stringValue(),
        method.toUpperCase(java.util.Locale.ROOT),
        path);
  }
}
