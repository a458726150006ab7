package io.countersign.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A program that speaks as much MCP as the gateway can see, and keeps every byte it was sent in the
 * file named by its first argument. What it does with a call depends on the tool's name.
 */
public final class RecordingServer {

  /** What it records when its input ends. */
  static final String END = "<end of input>";

  private static final JsonMapper JSON = new JsonMapper();

  private RecordingServer() {}

  static List<String> command(Path record) {
    return TestJvm.command(RecordingServer.class, record.toString());
  }

  public static void main(String[] args) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (OutputStream record = Files.newOutputStream(Path.of(args[0]))) {
      InputStream in = System.in;
      var line = new java.io.ByteArrayOutputStream();
      for (int b = in.read(); b >= 0; b = in.read()) {
        line.write(b);
        if (b == '\n') {
          record.write(line.toByteArray());
          record.flush();
          answer(line.toString(StandardCharsets.UTF_8), out);
          line.reset();
        }
      }
      record.write(END.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void answer(String line, PrintStream out) {
    JsonNode frame;
    try {
      frame = JSON.readTree(line);
    } catch (JsonProcessingException malformed) {
      return;
    }
    if (frame.path("method").asText().equals("emit")) {
      out.print(frame.path("params").path("raw").asText() + "\n");
      out.flush();
      return;
    }
    if (!frame.has("id") || !frame.has("method")) {
      return;
    }
    ObjectNode reply = JSON.createObjectNode().put("jsonrpc", "2.0");
    reply.set("id", frame.get("id"));
    switch (frame.path("method").asText()) {
      case "initialize" ->
          reply
              .putObject("result")
              .putObject("serverInfo")
              .put("name", "recorder")
              .put("version", "3.2.0");
      case "tools/list" -> {
        JsonNode params = frame.path("params");
        reply.putObject("result").set("tools", params.path("tools"));
        if (params.has("nextCursor")) {
          ((ObjectNode) reply.get("result")).set("nextCursor", params.get("nextCursor"));
        }
      }
      case "silent" -> {
        return;
      }
      case "deafen" -> deafen(reply, out);
      case "tools/call" -> {
        if (!call(frame.path("params"), reply)) {
          return;
        }
      }
      default -> reply.putObject("result");
    }
    out.print(reply + "\n");
    out.flush();
  }

  /** Answers, and lives on without an input until it is told to end: nothing arrives any more. */
  private static void deafen(ObjectNode reply, PrintStream out) {
    try {
      System.in.close();
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
    out.print(reply.set("result", JSON.createObjectNode()) + "\n");
    out.flush();
    while (true) {
      LockSupport.park();
    }
  }

  private static boolean call(JsonNode params, ObjectNode reply) {
    switch (params.path("name").asText()) {
      case "hang" -> {
        return false;
      }
      case "die" -> Runtime.getRuntime().halt(3);
      case "tool_error" -> reply.putObject("result").put("isError", true).putArray("content");
      case "protocol_error" ->
          reply.putObject("error").put("code", -32000).put("message", "no such thing");
      case "task" -> reply.putObject("result").putObject("task").put("taskId", "t1");
      case "usage" ->
          reply
              .putObject("result")
              .putObject("_meta")
              .set("io.countersign/usage", params.path("arguments").path("usage"));
      case "big" -> reply.putObject("result").put("text", "x".repeat(600_000));
      default -> reply.putObject("result").set("echo", params.path("arguments"));
    }
    return true;
  }
}
