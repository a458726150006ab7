package io.countersign.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/** The tools of the sample server, and what an operator says about them in the catalogue. */
enum SampleTool {
  SEARCH_TICKETS("READ", "finds tickets by words", "query"),
  GET_TICKET("READ", "reads one ticket", "id"),
  LIST_PAYMENTS("READ", "lists a customer's payments", "customer"),
  GET_PAYMENT("READ", "reads one payment", "id"),
  CLOSE_TICKET("WRITE", "closes a ticket", "id"),
  REFUND_PAYMENT("DESTRUCTIVE", "sends money back", "id"),
  /** Nobody has put this one into the catalogue. */
  EXPORT_CUSTOMERS("", "writes all customers to a file", "path");

  static final String SERVER = "helpdesk";
  static final String VERSION = "1.0.0";

  private static final Map<String, String> TICKETS =
      Map.of(
          "T-17", "Printer on floor 3 prints blank pages (open, customer ana)",
          "T-18", "Invoice 204 was paid twice (open, customer ana)");
  private static final Map<String, String> PAYMENTS =
      Map.of(
          "P-204", "120.00 EUR by ana, captured",
          "P-205", "120.00 EUR by ana, captured");

  private final String risk;
  private final String purpose;
  private final String argument;

  SampleTool(String risk, String purpose, String argument) {
    this.risk = risk;
    this.purpose = purpose;
    this.argument = argument;
  }

  /** As in MCP: lower case. */
  String text() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  static Optional<SampleTool> of(String name) {
    for (SampleTool tool : values()) {
      if (tool.text().equals(name)) {
        return Optional.of(tool);
      }
    }
    return Optional.empty();
  }

  boolean isInCatalogue() {
    return !risk.isEmpty();
  }

  ObjectNode inputSchema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    schema.putObject("properties").putObject(argument).put("type", "string");
    schema.putArray("required").add(argument);
    return schema;
  }

  /** As {@code tools/list} tells it. */
  ObjectNode definition() {
    ObjectNode tool =
        JsonNodeFactory.instance.objectNode().put("name", text()).put("description", purpose);
    tool.set("inputSchema", inputSchema());
    return tool;
  }

  /** As {@code PUT /v1/tools/helpdesk/…} takes it. */
  ObjectNode registration() {
    ObjectNode tool =
        JsonNodeFactory.instance
            .objectNode()
            .put("version", VERSION)
            .put("risk", risk)
            .put("purpose", purpose);
    tool.putObject("owner")
        .put("name", "Helpdesk tools")
        .put("contact", "helpdesk-tools@acme.example")
        .put("escalation", "#helpdesk-oncall");
    tool.set("inputSchema", inputSchema());
    return tool;
  }

  /** Runs; empty when there is no such thing. */
  Optional<String> run(JsonNode arguments) {
    String given = arguments.path(argument).asText();
    return switch (this) {
      case SEARCH_TICKETS -> Optional.of(String.join("\n", TICKETS.values()));
      case LIST_PAYMENTS -> Optional.of(String.join("\n", PAYMENTS.values()));
      case GET_TICKET -> Optional.ofNullable(TICKETS.get(given));
      case GET_PAYMENT -> Optional.ofNullable(PAYMENTS.get(given));
      case CLOSE_TICKET -> Optional.of("closed " + given);
      case REFUND_PAYMENT -> Optional.of("refunded " + given);
      case EXPORT_CUSTOMERS -> Optional.of("wrote " + given);
    };
  }
}
