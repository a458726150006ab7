package io.countersign.approvals.webauthn;

import static org.assertj.core.api.Assertions.assertThat;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.exception.DataConversionException;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticationRequest;
import com.webauthn4j.data.attestation.authenticator.AAGUID;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.COSEKey;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.exception.VerificationException;
import io.countersign.schemas.approval.Assertion;
import io.countersign.schemas.approval.Authenticator;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonRefused;
import io.countersign.schemas.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;

/** The vectors for other languages, against our verifier and against an independent one. */
class StepUpVectorsTest {
  /** What the library lets pass and a vote does not. */
  private static final Set<String> STRICTER =
      Set.of(
          "challenge in padded base64url",
          "origin https://countersign.acme.example/",
          "client data with a name twice",
          "Ed25519 key with which anybody signs");

  private static final ObjectConverter CONVERTER = new ObjectConverter();

  private static Stream<Arguments> vectors(String kind) {
    try (InputStream in = StepUpVectorsTest.class.getResourceAsStream("/vectors/step-up.json")) {
      JsonObject file = (JsonObject) StrictJson.parse(in.readAllBytes());
      return file.array(kind).orElseThrow().elements().stream()
          .map(JsonObject.class::cast)
          .map(vector -> Arguments.of(text(vector, "name"), vector));
    } catch (IOException | JsonRefused e) {
      throw new AssertionError("Expected the vectors on the class path.", e);
    }
  }

  private static Stream<Arguments> challenges() {
    return vectors("challenges");
  }

  private static Stream<Arguments> assertions() {
    return vectors("assertions");
  }

  private static String text(JsonObject object, String name) {
    return object.string(name).orElseThrow();
  }

  private static Assertion assertion(JsonObject vector) {
    JsonObject assertion = vector.object("assertion").orElseThrow();
    return new Assertion(
        text(assertion, "credentialId"),
        text(assertion, "authenticatorData"),
        text(assertion, "clientData"),
        text(assertion, "signature"));
  }

  private static Authenticator authenticator(JsonObject vector) {
    JsonObject authenticator = vector.object("authenticator").orElseThrow();
    return new Authenticator(
        text(authenticator, "credentialId"),
        text(authenticator, "publicKey"),
        text(authenticator, "relyingParty"),
        text(authenticator, "origin"),
        "a key");
  }

  private static byte[] bytes(String base64Url) {
    return Base64.getUrlDecoder().decode(base64Url);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("challenges")
  void computesTheChallenge(String name, JsonObject vector) {
    byte[] challenge =
        StepUp.challenge(
            text(vector, "ballot"),
            UUID.fromString(text(vector, "approvalId")),
            Digest.parse(text(vector, "actionDigest")),
            Digest.parse(text(vector, "previewDigest")));
    assertThat(challenge).isEqualTo(bytes(text(vector, "challenge")));
  }

  @Test
  void computesAnotherChallengeForEachVote() {
    assertThat(challenges().map(each -> text((JsonObject) each.get()[1], "challenge")))
        .hasSizeGreaterThan(4)
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("assertions")
  void judgesAssertions(String name, JsonObject vector) {
    assertThat(
            StepUp.verify(
                    assertion(vector), authenticator(vector), bytes(text(vector, "challenge")))
                .isEmpty())
        .isEqualTo(vector.bool("valid").orElseThrow());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("assertions")
  void agreesWithTheLibrary(String name, JsonObject vector) {
    assertThat(libraryAccepts(vector))
        .isEqualTo(vector.bool("valid").orElseThrow() || STRICTER.contains(name));
  }

  private static boolean libraryAccepts(JsonObject vector) {
    Assertion assertion = assertion(vector);
    Authenticator authenticator = authenticator(vector);
    byte[] data = bytes(assertion.authenticatorData());
    // The library compares this flag with what was registered, as WebAuthn Level 3 does.
    boolean keptElsewhere = data.length > 32 && (data[32] & 0x08) != 0;
    try {
      COSEKey key =
          CONVERTER.getCborMapper().readValue(bytes(authenticator.publicKey()), COSEKey.class);
      AttestedCredentialData credential =
          new AttestedCredentialData(AAGUID.ZERO, bytes(authenticator.credentialId()), key);
      WebAuthnManager.createNonStrictWebAuthnManager(CONVERTER)
          .verify(
              new AuthenticationRequest(
                  bytes(assertion.credentialId()),
                  data,
                  assertion.clientData().getBytes(StandardCharsets.UTF_8),
                  bytes(assertion.signature())),
              new AuthenticationParameters(
                  ServerProperty.builder()
                      .origin(new Origin(authenticator.origin()))
                      .rpId(authenticator.relyingParty())
                      .challenge(new DefaultChallenge(bytes(text(vector, "challenge"))))
                      .build(),
                  new CredentialRecordImpl(
                      null,
                      true,
                      keptElsewhere,
                      keptElsewhere,
                      0,
                      credential,
                      null,
                      null,
                      null,
                      null),
                  List.of(bytes(authenticator.credentialId())),
                  true,
                  true));
      return true;
    } catch (VerificationException | DataConversionException | JacksonException refused) {
      return false;
    }
  }
}
