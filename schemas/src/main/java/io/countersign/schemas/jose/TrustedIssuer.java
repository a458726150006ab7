package io.countersign.schemas.jose;

import java.net.URI;
import java.util.List;
import java.util.Set;

/** Whose tokens count. */
public sealed interface TrustedIssuer {

  /** The {@code iss} of its tokens. */
  String issuer();

  /** One of the {@code aud} of its tokens. */
  String audience();

  /** Where its tokens hold what we need. */
  ClaimNames claims();

  /**
   * Countersign's own issuer, see {@link TokenIssuer}.
   *
   * @param jwks its public keys as a JWK set, see {@link TokenIssuer#publicJwks()}
   */
  record BuiltIn(String jwks) implements TrustedIssuer {
    @Override
    public String issuer() {
      return TokenIssuer.ISSUER;
    }

    @Override
    public String audience() {
      return TokenIssuer.AUDIENCE;
    }

    @Override
    public ClaimNames claims() {
      return ClaimNames.DEFAULT;
    }
  }

  /**
   * An OpenID Connect issuer.
   *
   * @param jwksUri where its keys are; https, or http on this machine
   */
  record Oidc(String issuer, String audience, URI jwksUri, ClaimNames claims)
      implements TrustedIssuer {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    public Oidc {
      if (issuer.isBlank() || issuer.equals(TokenIssuer.ISSUER) || audience.isBlank()) {
        throw new IllegalArgumentException(
            "Expected an issuer other than the built-in one, and an audience, but was issuer '"
                + issuer
                + "' and audience '"
                + audience
                + "'");
      }
      boolean https = "https".equals(jwksUri.getScheme());
      boolean local =
          "http".equals(jwksUri.getScheme())
              && LOOPBACK.contains(String.valueOf(jwksUri.getHost()));
      if (!(https || local) || jwksUri.getHost() == null) {
        throw new IllegalArgumentException(
            "Expected an https URL of the issuer's JWKS, but was "
                + jwksUri
                + ": whoever can change the keys on the way can be anybody");
      }
    }
  }

  /**
   * Where in a token's claims to look. A path's steps are separated by dots, as in Keycloak's
   * {@code realm_access.roles}; a claim whose name itself has dots (a URL, say) is found by its
   * whole name first.
   */
  record ClaimNames(String roles, String tenants, String groups) {
    /** The names the built-in issuer uses. */
    public static final ClaimNames DEFAULT = new ClaimNames("roles", "tenants", "groups");

    public ClaimNames {
      for (String name : List.of(roles, tenants, groups)) {
        if (name.isBlank()) {
          throw new IllegalArgumentException("Expected a claim's name, but was blank");
        }
      }
    }
  }
}
