package io.countersign.schemas.jose;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;

/** The public keys of an installation as one JWK set (RFC 7517). */
public final class PublishedKeys {
  private PublishedKeys() {}

  /**
   * The keys of several sets together, public parts only.
   *
   * @throws IllegalArgumentException when one is no JWK set
   */
  public static String together(List<String> sets) {
    List<JWK> keys = new ArrayList<>();
    for (String set : sets) {
      try {
        keys.addAll(JWKSet.parse(set).toPublicJWKSet().getKeys());
      } catch (ParseException e) {
        throw new IllegalArgumentException("Expected public keys as a JWK set, but was not");
      }
    }
    return new JWKSet(keys).toString();
  }
}
