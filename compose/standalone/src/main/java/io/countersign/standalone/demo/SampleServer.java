package io.countersign.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** An MCP server over stdio (revision 2025-11-25): one JSON-RPC message a line. */
public final class SampleServer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int METHOD_NOT_FOUND = -32601;

  private SampleServer() {}

  /** Serves until standard input ends. */
  public static void main(String[] arguments) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode request = JSON.readTree(line);
      if (request.has("id")) {
        out.println(answer(request));
      }
    }
  }

  private static ObjectNode answer(JsonNode request) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
    answer.set("id", request.path("id"));
    switch (request.path("method").asText()) {
      case "initialize" -> answer.set("result", welcome(request));
      case "ping" -> answer.putObject("result");
      case "tools/list" -> {
        var tools = answer.putObject("result").putArray("tools");
        for (SampleTool tool : SampleTool.values()) {
          tools.add(tool.definition());
        }
      }
      case "tools/call" -> answer.set("result", call(request.path("params")));
      default ->
          answer.putObject("error").put("code", METHOD_NOT_FOUND).put("message", "no such method");
    }
    return answer;
  }

  private static ObjectNode welcome(JsonNode request) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.put("protocolVersion", request.at("/params/protocolVersion").asText());
    result.putObject("capabilities").putObject("tools");
    result
        .putObject("serverInfo")
        .put("name", SampleTool.SERVER)
        .put("version", SampleTool.VERSION);
    return result;
  }

  private static ObjectNode call(JsonNode params) {
    Optional<String> text =
        SampleTool.of(params.path("name").asText())
            .flatMap(tool -> tool.run(params.path("arguments")));
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result
        .putArray("content")
        .addObject()
        .put("type", "text")
        .put("text", text.orElse("There is no such thing."));
    return result.put("isError", text.isEmpty());
  }
}
