package io.countersign.schemas.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** Signs whatever a test wants signed, sound or not. */
record SigningKeys(OctetKeyPair pair) {

  static SigningKeys in(Path file) throws IOException, ParseException {
    return new SigningKeys(OctetKeyPair.parse(Files.readString(file)));
  }

  static SigningKeys fresh(String keyId) throws JOSEException {
    return new SigningKeys(new OctetKeyPairGenerator(Curve.Ed25519).keyID(keyId).generate());
  }

  static JWTClaimsSet.Builder claims(
      String issuer, String audience, Instant now, Duration lifetime) {
    return new JWTClaimsSet.Builder()
        .issuer(issuer)
        .audience(audience)
        .subject("gw-1")
        .expirationTime(Date.from(now.plus(lifetime)))
        .claim("roles", List.of("gateway"))
        .claim("tenants", List.of("acme"));
  }

  String sign(JWTClaimsSet claims) {
    return sign("{\"alg\":\"EdDSA\",\"kid\":\"" + pair.getKeyID() + "\"}", claims.toString());
  }

  String sign(String header, String claims) {
    String input = Base64URL.encode(header) + "." + Base64URL.encode(claims);
    try {
      // The header given to the signer only names the algorithm; what is signed is the text above.
      return input
          + "."
          + new Ed25519Signer(pair)
              .sign(new JWSHeader(JWSAlgorithm.EdDSA), input.getBytes(StandardCharsets.US_ASCII));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }
}
