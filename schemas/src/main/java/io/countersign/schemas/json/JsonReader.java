package io.countersign.schemas.json;

import io.countersign.schemas.json.JsonRefused.Code;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One pass over the bytes of one document. Recursion is bounded by the depth limit, which is
 * checked before each step down. Not reusable.
 */
final class JsonReader {

  private static final int POINTER_LIMIT = 512;

  private final byte[] bytes;
  private final Limits limits;
  private final Deque<Object> path = new ArrayDeque<>();
  private int at;
  private int members;

  JsonReader(byte[] bytes, Limits limits) {
    this.bytes = bytes;
    this.limits = limits;
  }

  JsonValue document() throws JsonRefused {
    if (bytes.length >= 3 && peek(0) == 0xEF && peek(1) == 0xBB && peek(2) == 0xBF) {
      throw refuse(
          Code.BYTE_ORDER_MARK,
          "Expected JSON without a byte order mark, but it starts with one. Remove it.");
    }
    skipWhitespace();
    if (at == bytes.length) {
      throw refuse(Code.EMPTY, "Expected a JSON value, but there is none.");
    }
    JsonValue value = value(0);
    skipWhitespace();
    if (at < bytes.length) {
      throw refuse(
          Code.TRAILING_CONTENT, "Expected one JSON value, but something follows it" + here());
    }
    return value;
  }

  private JsonValue value(int depth) throws JsonRefused {
    int c = peek(0);
    return switch (c) {
      case '{' -> object(deeper(depth));
      case '[' -> array(deeper(depth));
      case '"' -> new JsonString(string());
      case 't' -> literal("true", JsonBoolean.TRUE);
      case 'f' -> literal("false", JsonBoolean.FALSE);
      case 'n' -> literal("null", JsonNull.NULL);
      case '-', '+', '.', 'N', 'I', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> throw refuse(Code.MALFORMED, "Expected a JSON value, but found none" + here());
    };
  }

  private JsonObject object(int depth) throws JsonRefused {
    at++;
    skipWhitespace();
    if (peek(0) == '}') {
      at++;
      return JsonObject.EMPTY;
    }
    Map<String, JsonValue> found = new LinkedHashMap<>();
    while (true) {
      countMember();
      expect('"', "a member's name in double quotes");
      String name = string();
      path.addLast(name);
      if (found.containsKey(name)) {
        throw refuse(
            Code.DUPLICATE_KEY,
            "Expected each name once in an object, but this one appears twice. Send it once.");
      }
      skipWhitespace();
      expect(':', "\":\" after a member's name");
      at++;
      skipWhitespace();
      found.put(name, value(depth));
      path.removeLast();
      skipWhitespace();
      if (endsWith('}')) {
        return new JsonObject(found);
      }
    }
  }

  private JsonArray array(int depth) throws JsonRefused {
    at++;
    skipWhitespace();
    if (peek(0) == ']') {
      at++;
      return JsonArray.EMPTY;
    }
    List<JsonValue> found = new ArrayList<>();
    while (true) {
      countMember();
      path.addLast(found.size());
      found.add(value(depth));
      path.removeLast();
      skipWhitespace();
      if (endsWith(']')) {
        return new JsonArray(found);
      }
    }
  }

  /** Reads the closing bracket (true) or a comma and the white space after it (false). */
  private boolean endsWith(char closing) throws JsonRefused {
    int c = peek(0);
    if (c != closing && c != ',') {
      throw refuse(
          Code.MALFORMED, "Expected \",\" or \"" + closing + "\", but found neither" + here());
    }
    at++;
    if (c == closing) {
      return true;
    }
    skipWhitespace();
    return false;
  }

  private JsonValue literal(String word, JsonValue value) throws JsonRefused {
    for (int i = 0; i < word.length(); i++) {
      if (peek(i) != word.charAt(i)) {
        throw refuse(Code.MALFORMED, "Expected a JSON value, but found none" + here());
      }
    }
    at += word.length();
    return value;
  }

  private JsonNumber number() throws JsonRefused {
    int start = at;
    if (peek(0) == '-') {
      at++;
    }
    int whole = at;
    digits();
    if (bytes[whole] == '0' && at > whole + 1) {
      throw refuse(
          Code.NUMBER_MALFORMED, "Expected a number without leading zeros, but it has some.");
    }
    if (peek(0) == '.') {
      at++;
      digits();
    }
    if (peek(0) == 'e' || peek(0) == 'E') {
      at++;
      if (peek(0) == '+' || peek(0) == '-') {
        at++;
      }
      digits();
    }
    return checked(new String(bytes, start, at - start, StandardCharsets.ISO_8859_1));
  }

  private void digits() throws JsonRefused {
    int start = at;
    while (peek(0) >= '0' && peek(0) <= '9') {
      at++;
    }
    if (at == start) {
      throw refuse(
          Code.NUMBER_MALFORMED, "Expected a digit of a JSON number, but found none" + here());
    }
  }

  private JsonNumber checked(String literal) throws JsonRefused {
    double value = Double.parseDouble(literal);
    if (Double.isInfinite(value)) {
      throw refuse(
          Code.NUMBER_OVERFLOW,
          "Expected a number that fits a double, but it is too large. Send it as a string.");
    }
    if (Math.abs(value) > JsonNumber.MAX_SAFE_INTEGER) {
      throw refuse(
          Code.NUMBER_OUT_OF_RANGE,
          "Expected a number between -(2^53-1) and 2^53-1, but it is beyond. Send it as a string.");
    }
    if (!EcmaNumber.isExact(literal, value)) {
      throw refuse(
          Code.NUMBER_NOT_EXACT,
          "Expected a number that a double holds exactly, but its nearest double is another value."
              + " Send it as a string.");
    }
    return new JsonNumber(value);
  }

  private String string() throws JsonRefused {
    int start = ++at;
    while (peek(0) >= 0x20 && peek(0) < 0x80 && peek(0) != '"' && peek(0) != '\\') {
      at++;
    }
    String plain = new String(bytes, start, at - start, StandardCharsets.ISO_8859_1);
    if (peek(0) == '"') {
      at++;
      return plain;
    }
    StringBuilder text = new StringBuilder(plain);
    while (peek(0) != '"') {
      character(text);
    }
    at++;
    return text.toString();
  }

  private void character(StringBuilder text) throws JsonRefused {
    int c = peek(0);
    if (c < 0) {
      throw refuse(Code.MALFORMED, "Expected a closing quote, but the document ends.");
    } else if (c < 0x20) {
      throw refuse(
          Code.CONTROL_CHARACTER,
          "Expected control characters escaped in a string, but one is not" + here());
    } else if (c == '\\') {
      escape(text);
    } else if (c < 0x80) {
      text.append((char) c);
      at++;
    } else {
      multibyte(text);
    }
  }

  private void escape(StringBuilder text) throws JsonRefused {
    int c = peek(1);
    at += 2;
    switch (c) {
      case '"', '\\', '/' -> text.append((char) c);
      case 'b' -> text.append('\b');
      case 'f' -> text.append('\f');
      case 'n' -> text.append('\n');
      case 'r' -> text.append('\r');
      case 't' -> text.append('\t');
      case 'u' -> unicodeEscape(text);
      default -> throw refuse(Code.MALFORMED, "Expected an escape of RFC 8259, but found another.");
    }
  }

  private void unicodeEscape(StringBuilder text) throws JsonRefused {
    char unit = hex4();
    text.append(unit);
    if (Character.isHighSurrogate(unit) && peek(0) == '\\' && peek(1) == 'u') {
      at += 2;
      char low = hex4();
      text.append(low);
      if (Character.isLowSurrogate(low)) {
        return;
      }
    }
    if (Character.isSurrogate(unit)) {
      throw refuse(
          Code.LONE_SURROGATE,
          "Expected surrogates in pairs, but one stands alone. Send binary data as base64.");
    }
  }

  private char hex4() throws JsonRefused {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int c = peek(i);
      int digit = c < 0 || c >= 0x80 ? -1 : Character.digit(c, 16);
      if (digit < 0) {
        throw refuse(Code.MALFORMED, "Expected four hexadecimal digits, but found others" + here());
      }
      unit = (unit << 4) | digit;
    }
    at += 4;
    return (char) unit;
  }

  /** One character of two to four bytes, by table 3-7 of the Unicode standard. */
  private void multibyte(StringBuilder text) throws JsonRefused {
    int first = peek(0);
    int length = first >= 0xC2 && first < 0xE0 ? 2 : first >= 0xE0 && first < 0xF0 ? 3 : 4;
    boolean valid = first >= 0xC2 && first <= 0xF4;
    int point = length == 2 ? first & 0x1F : length == 3 ? first & 0x0F : first & 0x07;
    for (int i = 1; valid && i < length; i++) {
      int next = peek(i);
      valid = next >= 0x80 && next < 0xC0;
      point = (point << 6) | (next & 0x3F);
    }
    boolean overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
    boolean surrogate = point >= 0xD800 && point < 0xE000;
    if (!valid || overlong || surrogate || point > Character.MAX_CODE_POINT) {
      throw refuse(Code.INVALID_UTF8, "Expected UTF-8, but a byte sequence is not" + here());
    }
    text.appendCodePoint(point);
    at += length;
  }

  private int deeper(int depth) throws JsonRefused {
    if (depth == limits.maxDepth()) {
      throw refuse(
          Code.TOO_DEEP,
          "Expected JSON nested at most " + limits.maxDepth() + " deep, but it is deeper.");
    }
    return depth + 1;
  }

  private void countMember() throws JsonRefused {
    if (members == limits.maxMembers()) {
      throw refuse(
          Code.TOO_MANY_MEMBERS,
          "Expected at most "
              + limits.maxMembers()
              + " members and elements in all, but there are more.");
    }
    members++;
  }

  private void expect(char wanted, String name) throws JsonRefused {
    if (peek(0) != wanted) {
      throw refuse(Code.MALFORMED, "Expected " + name + ", but found none" + here());
    }
  }

  private void skipWhitespace() {
    while (peek(0) == ' ' || peek(0) == '\n' || peek(0) == '\r' || peek(0) == '\t') {
      at++;
    }
  }

  /** The byte {@code ahead} of the current one, or -1 after the end. */
  private int peek(int ahead) {
    int index = at + ahead;
    return index < bytes.length ? bytes[index] & 0xFF : -1;
  }

  private String here() {
    return " (byte " + at + ").";
  }

  private JsonRefused refuse(Code code, String message) {
    String pointer = "";
    for (Iterator<Object> steps = path.iterator();
        steps.hasNext() && pointer.length() < POINTER_LIMIT; ) {
      pointer = JsonPointer.append(pointer, String.valueOf(steps.next()));
    }
    if (pointer.length() > POINTER_LIMIT) {
      int end =
          POINTER_LIMIT - (Character.isHighSurrogate(pointer.charAt(POINTER_LIMIT - 1)) ? 1 : 0);
      pointer = pointer.substring(0, end) + "…";
    }
    return new JsonRefused(pointer, code, message);
  }
}
