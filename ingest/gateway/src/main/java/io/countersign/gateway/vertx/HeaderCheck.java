package io.countersign.gateway.vertx;

import io.countersign.gateway.ClientFrame;
import io.countersign.gateway.ClientFrame.Note;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The headers {@code Mcp-Method} and {@code Mcp-Name} of MCP 2026-07-28 (SEP-2243) must say what
 * the body says, or a component that trusts the headers and one that trusts the body would see
 * different calls.
 */
final class HeaderCheck {

  private static final String BASE64_START = "=?base64?";
  private static final String BASE64_END = "?=";

  private HeaderCheck() {}

  /** What is wrong, or null when headers and body agree or the headers are absent. */
  static @Nullable String mismatch(MultiMap headers, ClientFrame frame) {
    Note.@Nullable Method said = said(frame);
    if (differs(headers.getAll("Mcp-Method"), said == null ? null : said.method())) {
      return "Expected the header Mcp-Method to equal the body's method, but it differs.";
    }
    if (differs(headers.getAll("Mcp-Name"), said == null ? null : said.name())) {
      return "Expected the header Mcp-Name to equal the name in the body, but it differs.";
    }
    return null;
  }

  private static boolean differs(List<String> header, @Nullable String body) {
    return !header.isEmpty() && (header.size() > 1 || !Objects.equals(decode(header.get(0)), body));
  }

  private static Note.@Nullable Method said(ClientFrame frame) {
    return switch (frame) {
      case ClientFrame.ToolCall call -> new Note.Method("tools/call", call.name());
      case ClientFrame.Refused refused -> null;
      case ClientFrame.Taken taken -> null;
      case ClientFrame.Pass pass -> {
        List<Note.Method> methods =
            pass.notes().stream()
                .filter(Note.Method.class::isInstance)
                .map(Note.Method.class::cast)
                .toList();
        yield methods.size() == 1 ? methods.get(0) : null;
      }
    };
  }

  /** Values that do not fit a header travel as {@code =?base64?…?=}. */
  private static @Nullable String decode(String value) {
    if (!value.startsWith(BASE64_START) || !value.endsWith(BASE64_END)) {
      return value;
    }
    int end = value.length() - BASE64_END.length();
    try {
      byte[] bytes = Base64.getDecoder().decode(value.substring(BASE64_START.length(), end));
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }
}
