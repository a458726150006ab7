package io.countersign.standalone.faults;

import com.github.f4b6a3.uuid.UuidCreator;
import io.countersign.standalone.Api;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Requests of HTTP/1.1 that are each whole, so that the next one on the same connection stays
 * readable, but otherwise anything: from valid over slightly wrong to noise. By a seed.
 */
final class FuzzedRequests {
  /** Planted in bodies, headers, paths and queries; none of them may come out anywhere. */
  static final String[] SECRETS = {
    "AKIAIOSFODNN7EXAMPLE", "hunter2-fuzz-passphrase", "4111111111111111"
  };

  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "BREW");
  private static final List<String> NOISE =
      List.of(
          "",
          "%",
          "%00",
          "%zz",
          "..%2f..",
          "a".repeat(3_000),
          "%F0%9F%98%80",
          "?x",
          "{}",
          "*",
          "..");
  private static final List<String> TYPES =
      List.of(
          "application/json",
          "application/json; charset=utf-16",
          "text/plain",
          "application/x-ndjson",
          "",
          "a/b/c",
          "application/json, text/plain");
  private static final int NOISE_BYTES = 300;

  private final Random random;
  private final String tenant;
  private final List<String> tokens;
  private String shown = "";

  FuzzedRequests(long seed, String tenant, String gateway, String operator, String auditor) {
    this.random = new Random(seed);
    this.tenant = tenant;
    this.tokens =
        List.of(
            gateway, gateway, gateway, operator, auditor, gateway + "x", "a.b.c", "", SECRETS[1]);
  }

  /** The next request's bytes. */
  byte[] next() {
    String method = one(4) ? pick(METHODS) : null;
    String path = path();
    boolean sends = path.matches("/v1/calls|.*/outcome|.*/cancel|/v1/observations");
    boolean puts = path.startsWith("/v1/tools/");
    String verb = method != null ? method : sends ? "POST" : puts ? "PUT" : "GET";
    byte[] body = verb.equals("GET") || verb.equals("HEAD") ? new byte[0] : body(path);
    List<String> headers = new ArrayList<>();
    headers.add("Host: localhost");
    headers.add("Authorization: " + (one(8) ? pick(NOISE) : "Bearer " + pick(tokens)));
    headers.add("Content-Type: " + type(path));
    noise(headers);
    shown =
        verb + " " + abridged(path) + " " + abridged(new String(body, StandardCharsets.ISO_8859_1));
    return assemble(verb + " " + path + " HTTP/1.1", headers, body);
  }

  /** The request that was made last, shortened, for messages. */
  String shown() {
    return shown;
  }

  private static String abridged(String text) {
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }

  private String path() {
    String id = one(5) ? pick(NOISE) : UuidCreator.getTimeOrderedEpoch().toString();
    String path =
        switch (random.nextInt(13)) {
          case 0, 1, 2, 3 -> "/v1/calls";
          case 4 -> "/v1/calls/" + id + "/outcome";
          case 5 -> "/v1/calls/" + id + "/cancel";
          case 6 -> "/v1/calls/" + id;
          case 7 -> "/v1/observations";
          case 8 -> "/v1/tools/tickets/" + (one(2) ? "get_ticket" : pick(NOISE));
          case 9 -> "/v1/runs/" + (one(2) ? "run-fuzz" : pick(NOISE));
          case 10 -> "/v1/events";
          case 11 ->
              pick(
                  List.of(
                      "/healthz",
                      "/readyz",
                      "/metrics",
                      "/v1/openapi.yaml",
                      "/.well-known/jwks.json"));
          default -> "/" + pick(NOISE) + "/" + pick(NOISE);
        };
    return one(3) ? path + query() : path;
  }

  private String query() {
    StringBuilder query = new StringBuilder("?");
    for (int i = random.nextInt(4); i >= 0; i--) {
      query
          .append(
              pick(
                  List.of(
                      "tenant", "limit", "cursor", "from", "to", "wait", "verdict", "state", "text",
                      "x")))
          .append('=')
          .append(
              one(2)
                  ? pick(NOISE)
                  : pick(
                      List.of(
                          tenant,
                          "1",
                          "-1",
                          "0ms",
                          "1ms",
                          "ALLOW",
                          SECRETS[0],
                          "2026-11-21T00:00:00Z")))
          .append('&');
    }
    return query.toString();
  }

  private String type(String path) {
    if (one(10)) {
      return pick(TYPES);
    }
    return path.startsWith("/v1/observations") ? "application/x-ndjson" : "application/json";
  }

  private void noise(List<String> headers) {
    if (one(6)) {
      headers.add("Idempotency-Key: " + (one(2) ? pick(NOISE) : UuidCreator.getTimeOrderedEpoch()));
    }
    if (one(6)) {
      headers.add("traceparent: " + pick(NOISE));
    }
    if (one(10)) {
      headers.add("X-Request-Id: " + pick(SECRETS_AND_NOISE));
    }
    if (one(10)) {
      headers.add("Content-Encoding: gzip");
    }
    if (one(20)) {
      headers.add("X-Long: " + "b".repeat(random.nextInt(20_000)));
    }
  }

  private static final List<String> SECRETS_AND_NOISE =
      List.of(SECRETS[0], SECRETS[1], "fine-id", "ü", "a b", "");

  private byte[] body(String path) {
    byte[] valid = valid(path).getBytes(StandardCharsets.UTF_8);
    return switch (random.nextInt(8)) {
      case 0, 1 -> valid;
      case 2 -> bytes(random.nextInt(NOISE_BYTES));
      case 3 -> "[".repeat(random.nextInt(3_000)).getBytes(StandardCharsets.UTF_8);
      case 4 -> cut(valid);
      default -> changed(valid);
    };
  }

  private String valid(String path) {
    String secret = SECRETS[random.nextInt(SECRETS.length)];
    if (path.contains("/outcome")) {
      return "{\"status\": \"SUCCEEDED\", \"result\": {\"password\": \"" + secret + "\"}}";
    }
    if (path.contains("/cancel")) {
      return "{\"reason\": \"password=" + secret + "\"}";
    }
    if (path.startsWith("/v1/tools")) {
      return Api.tool("READ");
    }
    String call =
        Api.call(
            tenant,
            "run-fuzz",
            "get_ticket",
            "{\"password\": \"" + secret + "\", \"n\": " + random.nextInt() + "}");
    return path.startsWith("/v1/observations")
        ? "{\"intent\": " + call.replace('\n', ' ') + ", \"decision\": {\"verdict\": \"ALLOW\"}}\n"
        : call;
  }

  private byte[] cut(byte[] valid) {
    return java.util.Arrays.copyOf(valid, random.nextInt(valid.length));
  }

  private byte[] changed(byte[] valid) {
    byte[] changed = valid.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(changed.length);
      changed[at] =
          one(2)
              ? (byte) random.nextInt(256)
              : (byte) "{}[]\",:0123456789-eE.\\untrf".charAt(random.nextInt(27));
    }
    return changed;
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] assemble(String line, List<String> headers, byte[] body) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    boolean chunked = body.length > 0 && one(5);
    write(request, line + "\r\n");
    headers.forEach(header -> write(request, header + "\r\n"));
    if (chunked) {
      write(
          request,
          "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length) + "\r\n");
      request.writeBytes(body);
      write(request, "\r\n0\r\n\r\n");
    } else {
      write(request, "Content-Length: " + body.length + "\r\n\r\n");
      request.writeBytes(body);
    }
    return request.toByteArray();
  }

  private static void write(ByteArrayOutputStream request, String text) {
    request.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private boolean one(int in) {
    return random.nextInt(in) == 0;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
