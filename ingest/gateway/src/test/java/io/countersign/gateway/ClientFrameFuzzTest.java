package io.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mutated frames against a server that records every byte. However the bytes are read afterwards,
 * tolerantly, line by line in any sense of line, no {@code tools/call} may be among them that was
 * not asked for and allowed.
 */
class ClientFrameFuzzTest {

  private static final int FRAMES = 3000;

  private static final List<String> SEEDS =
      List.of(
          "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/call\",\"params\":{\"name\":\"read_%d\",\"arguments\":{\"a\":\"x\"}}}",
          "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/call\",\"params\":{\"name\":\"deny_%d\",\"arguments\":{}}}",
          "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":%d,\"params\":{\"name\":\"deny_%d\"}}",
          "[{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/call\",\"params\":{\"name\":\"deny_%d\"}}]",
          "{\"method\":\"ping\",\"id\":%d,\"x\":\r{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"deny_%d\"}}\r}",
          "{\"method\":\"ping\",\"id\":%d,\"Method\":\"tools/call\",\"params\":{\"name\":\"deny_%d\"}}",
          "{\"method\":\"ping\",\"id\":%d,\"x\":{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"deny_%d\"}}}");

  private static final List<String> TOKENS =
      List.of(
          "\r",
          "\\u002f",
          "\"method\":\"tools/call\",",
          "\"Method\":\"tools/call\",",
          "//",
          "'",
          "\u2028",
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "null",
          "\"",
          "\\",
          "\u0000",
          "\ufeff",
          "tools/call",
          "\"params\":{\"name\":\"deny_all\"},",
          "\"\u017fparams\":1,",
          "\r\n",
          "\t",
          " ",
          "1e9",
          "NaN");

  private static final JsonMapper TOLERANT =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                  .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
                  .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
                  .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
                  .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                  .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                  .build())
          .build();

  @TempDir Path directory;

  @Test
  void noCallReachesTheServerUnasked() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    try (PlayedIngest ingest = new PlayedIngest()) {
      byte[] recorded;
      try (RunningStdio gateway = new RunningStdio(ingest.settings(directory), directory)) {
        for (int i = 0; i < FRAMES; i++) {
          gateway.send(mutated(random, i));
          if (i % 50 == 0) {
            gateway.awaitAnswer(ping(gateway, i));
          }
        }
        gateway.awaitAnswer(ping(gateway, FRAMES));
        gateway.closeInput();
        gateway.awaitExit();
        recorded = gateway.recorded();
      }
      Set<String> allowed = new HashSet<>();
      for (JsonNode question : ingest.questions()) {
        String tool = question.at("/tool/name").asText();
        if (!tool.startsWith("deny") && !tool.startsWith("ask") && !tool.startsWith("held")) {
          allowed.add(tool);
        }
      }
      List<String> called = calls(recorded);
      assertThat(called).as("calls that reached the server, seed %d", seed).isNotEmpty();
      assertThat(allowed).as("calls allowed, seed %d", seed).containsAll(called);
    }
  }

  private static String ping(RunningStdio gateway, int i) throws IOException {
    String id = "ping-" + i;
    gateway.send("{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"method\":\"ping\"}");
    return id;
  }

  private static byte[] mutated(Random random, int i) {
    String text = SEEDS.get(random.nextInt(SEEDS.size())).formatted(i, i);
    int edits = random.nextInt(4);
    StringBuilder frame = new StringBuilder(text);
    for (int edit = 0; edit < edits && !frame.isEmpty(); edit++) {
      int at = random.nextInt(frame.length());
      switch (random.nextInt(4)) {
        case 0 -> frame.insert(at, TOKENS.get(random.nextInt(TOKENS.size())));
        case 1 -> frame.deleteCharAt(at);
        case 2 -> frame.setCharAt(at, Character.toUpperCase(frame.charAt(at)));
        default -> {
          int end = at + random.nextInt(frame.length() - at + 1);
          frame.insert(at, frame.substring(at, end));
        }
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(frame.toString().getBytes(StandardCharsets.UTF_8));
    if (random.nextInt(20) == 0) {
      bytes.write(0xc0 + random.nextInt(64));
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }

  /** The tools called in these bytes, in the most generous reading. */
  private static List<String> calls(byte[] recorded) {
    List<String> called = new ArrayList<>();
    String text = new String(recorded, StandardCharsets.UTF_8);
    for (String line : text.split("[\r\n\u0085\u2028\u2029\u000b\u000c]", -1)) {
      try (var values = TOLERANT.readerFor(JsonNode.class).<JsonNode>readValues(line)) {
        while (values.hasNextValue()) {
          collect(values.nextValue(), called);
        }
      } catch (IOException unreadable) {
        // Not even the most tolerant parser reads on from here.
      }
    }
    return called;
  }

  private static void collect(JsonNode value, List<String> called) {
    if (value.isArray()) {
      value.forEach(element -> collect(element, called));
    } else if ("tools/call"
        .equals(member(value, "method").asText().strip().toLowerCase(Locale.ROOT))) {
      called.add(member(member(value, "params"), "name").asText());
    }
  }

  /** As parsers do that ignore case and take the last of several. */
  private static JsonNode member(JsonNode object, String name) {
    JsonNode found = object.path(name);
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (member.getKey().equalsIgnoreCase(name)) {
        found = member.getValue();
      }
    }
    return found;
  }
}
