package io.countersign.ingest.vertx;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Bodies that are nearly right: a good document with parts replaced, or bytes damaged. */
final class FuzzedBody {
  /** Put together here so that no scanner takes this file for a leak. */
  static final String SECRET = "AKIA" + "QYLPMN5HHHFPZAM2";

  private static final List<String> DOCUMENTS =
      List.of(
          "{\"tool\":{\"server\":\"s\",\"name\":\"n\"},\"arguments\":{\"a\":1},\"runId\":\"r\"}",
          "{\"status\":\"SUCCEEDED\",\"result\":{\"a\":[1,2]},\"durationMs\":4}",
          "{\"intent\":{\"tool\":{\"server\":\"s\",\"name\":\"n\"}},\"decision\":{\"verdict\":\"DENY\"},\"outcome\":{\"status\":\"NOT_RUN\"}}",
          "{\"tool\":{\"server\":\"s\",\"name\":\"n\"},\"actor\":{\"agent\":{\"id\":\"a\"},\"principal\":{\"id\":\"p\",\"groups\":[\"g\"]}},\"bound\":{\"calls\":1},\"occurredAt\":\"2026-11-21T09:00:00Z\",\"preview\":{\"kind\":\"diff\",\"content\":\"c\"}}");
  private static final List<String> PARTS =
      List.of(
          "null",
          "true",
          "-1",
          "1e999",
          "9007199254740993",
          "0.1",
          "\"\"",
          "\" \"",
          "[]",
          "{}",
          "\"\\ud800\"",
          "\"\\u0000\"",
          "\"" + SECRET + "\"",
          "\"" + "x".repeat(300) + "\"",
          "\"\u2003\"",
          "[[[[[[[[]]]]]]]]",
          "\"+1000000-01-01T00:00:00Z\"",
          "{\"\":0}",
          "\n",
          ",");

  private FuzzedBody() {}

  static byte[] of(Random random) {
    String document = DOCUMENTS.get(random.nextInt(DOCUMENTS.size()));
    int changes = random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      document = replaceOne(document, random);
    }
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(3) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  /** Puts a part in the place of a value, that is after a colon up to the next separator. */
  private static String replaceOne(String document, Random random) {
    int from = document.indexOf(':', random.nextInt(document.length()));
    if (from < 0) {
      return document + PARTS.get(random.nextInt(PARTS.size()));
    }
    int to = from + 1;
    while (to < document.length() && ",}]".indexOf(document.charAt(to)) < 0) {
      to++;
    }
    return document.substring(0, from + 1)
        + PARTS.get(random.nextInt(PARTS.size()))
        + document.substring(to);
  }
}
