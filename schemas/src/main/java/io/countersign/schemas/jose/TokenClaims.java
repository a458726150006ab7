package io.countersign.schemas.jose;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.jose.TokenRefused.Reason;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A token's header and claims, read strictly: two readers of the same token must not see different
 * claims.
 */
record TokenClaims(JsonNode header, JsonNode claims) {

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(16).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  static TokenClaims parse(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      throw new TokenRefused(Reason.MALFORMED);
    }
    decode(parts[2]);
    return new TokenClaims(json(parts[0]), json(parts[1]));
  }

  private static JsonNode json(String part) {
    try {
      JsonNode node = JSON.readTree(decode(part));
      if (node == null || !node.isObject()) {
        throw new TokenRefused(Reason.MALFORMED);
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new TokenRefused(Reason.MALFORMED);
    } catch (IOException e) {
      throw new AssertionError("Reading from memory failed", e);
    }
  }

  /**
   * The one spelling of these bytes: decoders ignore padding and spare bits, by which one token
   * could have many texts.
   */
  private static byte[] decode(String part) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(part);
      if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Not base64url: refused below, without the message, which repeats a character of the token.
    }
    throw new TokenRefused(Reason.MALFORMED);
  }

  String issuer() {
    return text("iss");
  }

  private String text(String claim) {
    JsonNode value = claims.path(claim);
    return value.isTextual() ? value.textValue() : "";
  }

  boolean isFor(String audience) {
    return names(claims.path("aud"), false).contains(audience);
  }

  /** Throws unless the token is valid now, give or take the leeway for clocks that differ. */
  void requireValidAt(Instant now, Duration leeway) {
    if (!now.isBefore(expiresAt().plus(leeway))) {
      throw new TokenRefused(Reason.EXPIRED);
    }
    for (String claim : Set.of("nbf", "iat")) {
      Optional<Instant> from = time(claim);
      if (from.isPresent() && now.isBefore(from.get().minus(leeway))) {
        throw new TokenRefused(Reason.NOT_YET_VALID);
      }
    }
  }

  Instant expiresAt() {
    return time("exp").orElseThrow(() -> new TokenRefused(Reason.CLAIMS));
  }

  private Optional<Instant> time(String claim) {
    JsonNode value = claims.path(claim);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    try {
      if (value.isNumber() && Math.abs(value.doubleValue()) < 1e11) {
        return Optional.of(Instant.ofEpochSecond(value.longValue()));
      }
    } catch (DateTimeException e) {
      throw new TokenRefused(Reason.CLAIMS);
    }
    throw new TokenRefused(Reason.CLAIMS);
  }

  /** The caller. Roles that are not ours are passed over: identity providers have others beside. */
  Caller caller(TrustedIssuer.ClaimNames names) {
    Set<Role> roles = new LinkedHashSet<>();
    names(at(names.roles()), true).forEach(name -> Role.of(name).ifPresent(roles::add));
    Set<String> tenants = names(at(names.tenants()), true);
    Set<String> groups = names(at(names.groups()), true);
    String subject = text("sub");
    if (subject.isBlank() || roles.isEmpty() || tenants.isEmpty()) {
      throw new TokenRefused(Reason.CLAIMS);
    }
    try {
      return new Caller(subject, roles, tenants, groups, expiresAt());
    } catch (IllegalArgumentException e) {
      throw new TokenRefused(Reason.ROLES);
    }
  }

  private JsonNode at(String path) {
    JsonNode whole = claims.path(path);
    if (!whole.isMissingNode()) {
      return whole;
    }
    JsonNode node = claims;
    for (String step : path.split("\\.", -1)) {
      node = node.path(step);
    }
    return node;
  }

  /**
   * An array of strings, or one string; with words, a string is a list separated by spaces, as in
   * OAuth's scope.
   */
  private static Set<String> names(JsonNode value, boolean words) {
    Set<String> names = new LinkedHashSet<>();
    if (value.isTextual()) {
      for (String name :
          words ? value.textValue().split(" ", -1) : new String[] {value.textValue()}) {
        if (!name.isEmpty()) {
          names.add(name);
        }
      }
    } else if (value.isArray()) {
      for (JsonNode item : value) {
        if (!item.isTextual()) {
          throw new TokenRefused(Reason.CLAIMS);
        }
        names.add(item.textValue());
      }
    } else if (!value.isMissingNode() && !value.isNull()) {
      throw new TokenRefused(Reason.CLAIMS);
    }
    return names;
  }
}
