package io.countersign.approvals.webauthn;

import io.countersign.schemas.approval.Authenticator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether an authenticator that somebody registers could sign a vote at all. Who registers is
 * answered by the token; how the authenticator was made is not asked, so there is no attestation.
 */
public final class AuthenticatorCheck {
  private static final int SHORTEST_ID = 16;
  private static final int LONGEST_ID = 1_023;
  private static final int LONGEST_HOST = 253;
  private static final int HIGHEST_PORT = 65_535;

  private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
  private static final Pattern HOST = Pattern.compile("(?:%s\\.)*%<s".formatted(LABEL));

  /** As browsers write it: lower case, no path, no port that the scheme implies. */
  private static final Pattern ORIGIN =
      Pattern.compile("(https?)://([a-z0-9.-]+)(?::([1-9][0-9]{0,4}))?");

  private AuthenticatorCheck() {}

  /**
   * Why an authenticator is refused: "Expected …, but …"; empty when it is not. That a relying
   * party id such as {@code co.uk} belongs to nobody is checked by browsers.
   */
  public static Optional<String> refusal(Authenticator authenticator) {
    if (Base64Url.read(authenticator.credentialId(), LONGEST_ID).length < SHORTEST_ID) {
      return Optional.of(
          "Expected a credential id of %s to %s bytes in base64url without padding, but it is not."
              .formatted(SHORTEST_ID, LONGEST_ID));
    }
    if (CoseKey.read(Base64Url.read(authenticator.publicKey(), CoseKey.LONGEST)).isEmpty()) {
      return Optional.of(
          "Expected a COSE key in base64url without padding, for ES256, EdDSA with Ed25519, or RS256 of 2048 to 4096 bits and exponent 65537, in the canonical CBOR of CTAP 2, but it is not.");
    }
    Optional<String> host = host(authenticator.origin());
    if (host.isEmpty()) {
      return Optional.of(
          "Expected an origin such as https://countersign.acme.example or http://localhost:8080, as browsers write it, but it is not.");
    }
    return isOf(authenticator.relyingParty(), host.get())
        ? Optional.empty()
        : Optional.of(
            "Expected a relying party id that is the host of the origin or a domain above it, but it is not.");
  }

  /** The host of an origin that browsers let an authenticator be used on. */
  private static Optional<String> host(String origin) {
    Matcher parts = ORIGIN.matcher(origin);
    if (!parts.matches()) {
      return Optional.empty();
    }
    boolean secure = parts.group(1).equals("https");
    String host = parts.group(2);
    int port = parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3));
    boolean usable =
        (secure || host.equals("localhost"))
            && port <= HIGHEST_PORT
            && port != (secure ? 443 : 80)
            && isDomain(host);
    return usable ? Optional.of(host) : Optional.empty();
  }

  /** Not an address: its last label is no number. */
  private static boolean isDomain(String host) {
    return host.length() <= LONGEST_HOST
        && HOST.matcher(host).matches()
        && !host.substring(host.lastIndexOf('.') + 1).chars().allMatch(Character::isDigit);
  }

  private static boolean isOf(String relyingParty, String host) {
    return relyingParty.equals(host)
        || (relyingParty.indexOf('.') > 0 && host.endsWith("." + relyingParty));
  }
}
