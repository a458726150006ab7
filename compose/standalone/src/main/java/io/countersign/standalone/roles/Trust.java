package io.countersign.standalone.roles;

import io.countersign.schemas.jose.TokenIssuer;
import io.countersign.schemas.jose.TokenVerifier;
import io.countersign.schemas.jose.TrustedIssuer;
import io.countersign.standalone.config.Configuration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whose tokens count here.
 *
 * @param verifier checks tokens
 * @param jwks public keys of the built-in issuer, when it is on
 * @param remote whether checking may wait for another server
 */
record Trust(TokenVerifier verifier, Optional<String> jwks, boolean remote) {

  static Trust of(Configuration configuration) throws CannotStart {
    List<TrustedIssuer> issuers = new ArrayList<>();
    Optional<String> jwks = Optional.empty();
    if (configuration.auth().builtIn()) {
      TokenIssuer issuer = new SecretKeys(configuration).issuer();
      jwks = Optional.of(issuer.publicJwks());
      issuers.add(new TrustedIssuer.BuiltIn(issuer.publicJwks()));
    }
    try {
      for (Configuration.Oidc oidc : configuration.auth().oidc()) {
        issuers.add(
            new TrustedIssuer.Oidc(
                oidc.issuer(),
                oidc.audience(),
                oidc.jwksUrl(),
                new TrustedIssuer.ClaimNames(
                    oidc.rolesClaim(), oidc.tenantsClaim(), oidc.groupsClaim())));
      }
      return new Trust(
          new TokenVerifier(issuers, InstantSource.system()),
          jwks,
          !configuration.auth().oidc().isEmpty());
    } catch (IllegalArgumentException e) {
      throw new CannotStart("auth.oidc: " + e.getMessage(), e);
    }
  }
}
