package io.countersign.standalone.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Duration;

/** A value that a setting accepts and that is not its default. */
final class Examples {
  private Examples() {}

  static String of(Key key) {
    return switch (key.path()) {
      case "ingest.maxWait", "ingest.answerTimeout", "notifications.firstPause" -> "3s";
      case "notifications.lookBack" -> "3h";
      case "ocsf.version" -> "1.9.0";
      case "siem.otlp.endpoint" -> "https://example.org:4318/v1/logs";
      default -> of(key.type(), key.words());
    };
  }

  private static String of(Type type, Setting words) {
    if (type instanceof ParameterizedType) {
      return of(Key.elementOf(type), words);
    }
    if (type == int.class || type == Integer.class || type == long.class) {
      long least = words.min();
      return Long.toString(words.standard().equals(Long.toString(least)) ? least + 1 : least);
    }
    if (type == boolean.class) {
      // true also where it is the default: nobody could call without an issuer
      return "true";
    }
    if (type == Duration.class) {
      return "15m";
    }
    return type == URI.class ? "http://example.org:9999" : "some-text";
  }
}
