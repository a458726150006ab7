package io.countersign.schemas.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Random values that strict JSON accepts, with a taste for the edges. */
final class RandomJson {

  private static final double[] EDGES = {
    0,
    1,
    -1,
    0.1,
    1e-6,
    1e-7,
    Math.nextDown(1e-6),
    Double.MIN_VALUE,
    2 * Double.MIN_VALUE,
    Double.MIN_NORMAL,
    JsonNumber.MAX_SAFE_INTEGER,
    -JsonNumber.MAX_SAFE_INTEGER,
    Math.nextUp(4503599627370495.0),
    123456789.125,
    1e15
  };

  private final SplittableRandom random;

  RandomJson(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** An array or object. */
  JsonValue container() {
    return random.nextBoolean() ? object(0) : array(0);
  }

  JsonNumber number() {
    return switch (random.nextInt(4)) {
      case 0 -> new JsonNumber(EDGES[random.nextInt(EDGES.length)]);
      case 1 -> JsonNumber.of(random.nextLong(-1_000_000, 1_000_000));
      case 2 ->
          JsonNumber.of(random.nextLong(-JsonNumber.MAX_SAFE_INTEGER, JsonNumber.MAX_SAFE_INTEGER));
      default -> anyDouble();
    };
  }

  private JsonNumber anyDouble() {
    double value = Double.longBitsToDouble(random.nextLong());
    while (!(Math.abs(value) <= JsonNumber.MAX_SAFE_INTEGER)) {
      value = Double.longBitsToDouble(random.nextLong());
    }
    return new JsonNumber(value);
  }

  String string() {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(12);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(codePoint());
    }
    return text.toString();
  }

  private int codePoint() {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextInt(0x20);
      case 1 -> "\"\\/\u007f\u0080\u2028\ufeff\uffff".charAt(random.nextInt(8));
      case 2 -> random.nextInt(0x80, 0x800);
      case 3 -> random.nextInt(0xE000, 0x10000);
      case 4 -> random.nextInt(0x10000, 0x110000);
      default -> random.nextInt(0x20, 0x7f);
    };
  }

  private JsonValue value(int depth) {
    return switch (random.nextInt(depth > 4 ? 4 : 6)) {
      case 0 -> new JsonString(string());
      case 1 -> number();
      case 2 -> JsonBoolean.of(random.nextBoolean());
      case 3 -> JsonNull.NULL;
      case 4 -> array(depth + 1);
      default -> object(depth + 1);
    };
  }

  private JsonArray array(int depth) {
    List<JsonValue> elements = new ArrayList<>();
    int size = random.nextInt(5);
    for (int i = 0; i < size; i++) {
      elements.add(value(depth));
    }
    return new JsonArray(elements);
  }

  private JsonObject object(int depth) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    int size = random.nextInt(6);
    for (int i = 0; i < size; i++) {
      members.put(string(), value(depth));
    }
    return new JsonObject(members);
  }
}
