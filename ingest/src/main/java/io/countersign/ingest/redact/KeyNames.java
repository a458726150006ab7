package io.countersign.ingest.redact;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Names of members whose value is a secret whatever it looks like: {@code password}, {@code
 * apiKey}, {@code X-Auth-Token}. Reads camelCase, snake_case and kebab-case alike.
 */
final class KeyNames {

  /** The rule id under which these are recorded. */
  static final String RULE_ID = "key-name";

  private static final Set<String> WORDS =
      Set.of(
          "password",
          "passwords",
          "passwd",
          "pwd",
          "passphrase",
          "passcode",
          "secret",
          "secrets",
          "token",
          "authorization",
          "cookie",
          "cookies",
          "credential",
          "credentials",
          "creds",
          "apikey",
          "privatekey",
          "jwt",
          "bearer",
          "cvv",
          "cvc",
          "cvv2",
          "otp",
          "totp",
          "ssn",
          "sessionid",
          "pin");

  private static final Set<String> PAIRS =
      Set.of(
          "api key",
          "api keys",
          "private key",
          "private keys",
          "access key",
          "access keys",
          "secret key",
          "signing key",
          "encryption key",
          "auth key",
          "master key",
          "account key",
          "shared key",
          "session id",
          "session key",
          "connection string",
          "security code",
          "card number",
          "recovery code",
          "recovery codes",
          "backup codes");

  /** Parts of names written without any separator; long enough not to occur in other words. */
  private static final List<String> STEMS =
      List.of(
          "password",
          "passwd",
          "passphrase",
          "apikey",
          "privatekey",
          "accesskey",
          "secretkey",
          "clientsecret",
          "accesstoken",
          "refreshtoken",
          "authtoken",
          "sessiontoken",
          "idtoken",
          "bearertoken",
          "credential",
          "authorization",
          "connectionstring");

  /** After a secret word these make it a fact about the secret: password_length, tokenType. */
  private static final Set<String> FACTS =
      Set.of(
          "type",
          "types",
          "count",
          "counts",
          "limit",
          "limits",
          "length",
          "policy",
          "policies",
          "expiry",
          "expires",
          "expiration",
          "ttl",
          "enabled",
          "required",
          "strength",
          "budget",
          "usage",
          "used",
          "total");

  /** Before "token" or "tokens" these make it a number of model tokens. */
  private static final Set<String> AMOUNTS =
      Set.of("max", "min", "total", "input", "output", "prompt", "completion", "num", "count");

  private KeyNames() {}

  /** Whether {@code value} under {@code name} is a secret by its name. */
  static boolean isSecret(String name, JsonValue value) {
    if (value instanceof JsonBoolean || value instanceof JsonNull || name.length() > 256) {
      return false;
    }
    List<String> words = words(FoldedText.of(name).text());
    boolean number = value instanceof JsonNumber;
    for (int i = 0; i < words.size(); i++) {
      if (isSecretAt(words, i, number, value instanceof JsonArray) && !isFact(words, i + 1)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSecretAt(List<String> words, int i, boolean number, boolean array) {
    String word = words.get(i);
    String before = i > 0 ? words.get(i - 1) : "";
    if (word.equals("tokens")) {
      return array || (!number && !AMOUNTS.contains(before));
    }
    if (word.equals("token") && number && AMOUNTS.contains(before)) {
      return false;
    }
    return WORDS.contains(word)
        || PAIRS.contains(before + " " + word)
        || STEMS.stream().anyMatch(word::contains)
        || (word.length() > 6 && (word.endsWith("token") || word.endsWith("secret")));
  }

  private static boolean isFact(List<String> words, int from) {
    return words.subList(from, words.size()).stream().anyMatch(FACTS::contains);
  }

  private static List<String> words(String name) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!Character.isLetterOrDigit(c) || startsWord(name, i)) {
        flush(word, words);
      }
      if (Character.isLetterOrDigit(c)) {
        word.append(c);
      }
    }
    flush(word, words);
    return words;
  }

  /** A capital after a small letter (apiKey), or before one after capitals (APIKey). */
  private static boolean startsWord(String name, int i) {
    if (i == 0 || !Character.isUpperCase(name.charAt(i))) {
      return false;
    }
    boolean afterSmall = !Character.isUpperCase(name.charAt(i - 1));
    boolean beforeSmall = i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1));
    return afterSmall || beforeSmall;
  }

  private static void flush(StringBuilder word, List<String> words) {
    if (!word.isEmpty()) {
      words.add(word.toString().toLowerCase(Locale.ROOT));
      word.setLength(0);
    }
  }
}
