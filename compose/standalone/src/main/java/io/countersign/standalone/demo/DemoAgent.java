package io.countersign.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * An agent that clears up a customer's double payment: reads, then tries what it should not. A
 * plain MCP client over two streams that asks one thing at a time.
 */
final class DemoAgent {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REVISION = "2025-11-25";

  // A key as an agent might copy it from a page; split so that no scanner takes it for a leak.
  private static final String STRAY_KEY = "AKIA" + "Q3EGRZ7WXB5T2MNO";

  /** What the agent does, in order. */
  static final List<Step> STEPS =
      List.of(
          new Step("search_tickets", "query", "printer"),
          new Step("get_ticket", "id", "T-17"),
          new Step("list_payments", "customer", "ana"),
          new Step("get_payment", "id", "P-204"),
          new Step("get_ticket", "id", "T-99"),
          new Step("close_ticket", "id", "T-17"),
          new Step("refund_payment", "id", "P-205"),
          new Step("export_customers", "path", "/tmp/customers.csv"),
          new Step("search_tickets", "query", "who uses the key " + STRAY_KEY));

  /** One tool call. */
  record Step(String tool, String argument, String value) {}

  private final OutputStream out;
  private final BufferedReader in;
  private int lastId;

  DemoAgent(InputStream in, OutputStream out) {
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.out = out;
  }

  /**
   * Connects and takes every step.
   *
   * @param told each step with the first line of its result
   */
  void work(String runId, BiConsumer<Step, String> told) throws IOException {
    ObjectNode hello = JsonNodeFactory.instance.objectNode().put("protocolVersion", REVISION);
    hello.putObject("capabilities");
    hello.putObject("clientInfo").put("name", "countersign-demo").put("version", "1.0.0");
    request("initialize", hello);
    send(message("notifications/initialized"));
    request("tools/list", JsonNodeFactory.instance.objectNode());
    for (Step step : STEPS) {
      ObjectNode call = JsonNodeFactory.instance.objectNode().put("name", step.tool());
      call.putObject("arguments").put(step.argument(), step.value());
      call.putObject("_meta").put("io.countersign/runId", runId);
      JsonNode answer = request("tools/call", call);
      told.accept(step, firstLine(answer));
    }
  }

  private static String firstLine(JsonNode answer) {
    String text = answer.at("/result/content/0/text").asText(answer.path("error").toString());
    return text.lines().findFirst().orElse("");
  }

  private JsonNode request(String method, ObjectNode params) throws IOException {
    int id = ++lastId;
    ObjectNode message = message(method).put("id", id);
    message.set("params", params);
    send(message);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode answer = JSON.readTree(line);
      if (answer.path("id").asInt() == id && !answer.has("method")) {
        return answer;
      }
    }
    throw new IOException("the gateway closed the connection before it answered " + method);
  }

  private static ObjectNode message(String method) {
    return JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0").put("method", method);
  }

  private void send(ObjectNode message) throws IOException {
    out.write((message + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
