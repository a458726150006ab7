package io.countersign.approvals.webauthn;

import io.countersign.schemas.approval.Assertion;
import io.countersign.schemas.approval.Authenticator;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonRefused;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.json.Limits;
import io.countersign.schemas.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * The signature of a person under a vote: an assertion of WebAuthn Level 2, section 7.2, whose
 * challenge is the vote itself. Whoever has the record of a vote and the registered key can verify
 * it without this system:
 *
 * <ol>
 *   <li>The challenge is {@code SHA-256("countersign/vote/v1\n" || approval id || "\n" || action
 *       digest || "\n" || preview digest || "\n" || ballot)}, all ASCII: the id in lower-case
 *       hexadecimal with hyphens, the digests as {@code sha256:…}, the ballot {@code APPROVE} or
 *       {@code DENY}.
 *   <li>The client data is JSON whose {@code type} is {@code webauthn.get}, whose {@code challenge}
 *       is that in base64url without padding, and whose {@code origin} is the registered one.
 *   <li>The authenticator data begins with SHA-256 of the relying party id, then a byte of flags
 *       with bit 0 (the person was present) and bit 2 (the person was verified).
 *   <li>The signature is that of the registered key over the authenticator data followed by SHA-256
 *       of the client data.
 * </ol>
 *
 * Vectors for other languages: {@code vectors/step-up.json}.
 *
 * <p>The counter of the authenticator is not compared: passkeys that are kept on several devices do
 * not count, and a challenge is good for one vote. Extensions are ignored.
 */
public final class StepUp {
  private static final String DOMAIN = "countersign/vote/v1\n";

  private static final int CLIENT_DATA_BYTES = 8 * 1024;
  private static final Limits CLIENT_DATA = new Limits(CLIENT_DATA_BYTES, 8, 256);

  private static final int AUTHENTICATOR_DATA_BYTES = 4 * 1024;
  private static final int FLAGS = Digest.LENGTH;

  /** Digest of the relying party, flags and a counter of 4 bytes. */
  private static final int SHORTEST = FLAGS + 1 + 4;

  private static final int PRESENT = 0x01;
  private static final int VERIFIED = 0x04;
  private static final int ATTESTED = 0x40;
  private static final int EXTENDED = 0x80;

  private StepUp() {}

  /**
   * What an authenticator signs for a vote: 32 bytes that no other ballot, and no ballot on another
   * approval, another action or another preview has.
   *
   * @param ballot name of what the person says, such as {@code APPROVE}
   * @param approvalId the approval
   * @param actionDigest digest of the action that the person saw
   * @param previewDigest digest of what was shown of it
   */
  public static byte[] challenge(
      String ballot, UUID approvalId, Digest actionDigest, Digest previewDigest) {
    String vote =
        DOMAIN
            + "%s\n%s\n%s\n%s"
                .formatted(approvalId, actionDigest.text(), previewDigest.text(), ballot);
    return Digest.sha256(vote.getBytes(StandardCharsets.UTF_8)).bytes();
  }

  /**
   * Why an assertion is no signature of this authenticator under this challenge: "Expected …, but
   * …". Empty when it is one. Throws nothing for whatever stands in its parts, and the work has a
   * bound.
   */
  public static Optional<String> verify(
      Assertion assertion, Authenticator authenticator, byte[] challenge) {
    if (!assertion.credentialId().equals(authenticator.credentialId())) {
      return refused("Expected the credential of this authenticator, but another one signed.");
    }
    Optional<CoseKey> key =
        CoseKey.read(Base64Url.read(authenticator.publicKey(), CoseKey.LONGEST));
    if (key.isEmpty()) {
      return refused("Expected an authenticator with a key that can be read, but it cannot.");
    }
    return clientDataRefusal(assertion.clientData(), authenticator.origin(), challenge)
        .or(() -> signatureRefusal(assertion, authenticator.relyingParty(), key.get()));
  }

  private static Optional<String> clientDataRefusal(
      String clientData, String origin, byte[] challenge) {
    Optional<JsonObject> read = clientData(clientData);
    if (read.isEmpty()) {
      return refused(
          "Expected client data that is a JSON object of at most %s bytes, but it is not."
              .formatted(CLIENT_DATA_BYTES));
    }
    JsonObject client = read.get();
    if (!client.string("type").equals(Optional.of("webauthn.get"))) {
      return refused("Expected client data of type webauthn.get, but it is of another.");
    }
    if (!sameText(client.string("challenge").orElse(""), Base64Url.write(challenge))) {
      return refused("Expected the challenge of this vote, but another one was signed.");
    }
    if (!client.string("origin").equals(Optional.of(origin))) {
      return refused("Expected the origin %s, but a page of another one asked.".formatted(origin));
    }
    boolean framed =
        client.has("crossOrigin") && !client.bool("crossOrigin").equals(Optional.of(false));
    return framed
        ? refused("Expected a page of its own, but one of another origin was around it.")
        : Optional.empty();
  }

  private static Optional<JsonObject> clientData(String text) {
    try {
      JsonValue json = StrictJson.parse(text.getBytes(StandardCharsets.UTF_8), CLIENT_DATA);
      return json instanceof JsonObject object ? Optional.of(object) : Optional.empty();
    } catch (JsonRefused notJson) {
      return Optional.empty();
    }
  }

  private static Optional<String> signatureRefusal(
      Assertion assertion, String relyingParty, CoseKey key) {
    byte[] data = Base64Url.read(assertion.authenticatorData(), AUTHENTICATOR_DATA_BYTES);
    if (data.length < SHORTEST) {
      return refused(
          "Expected authenticator data of %s to %s bytes in base64url without padding, but it is not."
              .formatted(SHORTEST, AUTHENTICATOR_DATA_BYTES));
    }
    byte[] party = Digest.sha256(relyingParty.getBytes(StandardCharsets.UTF_8)).bytes();
    if (!MessageDigest.isEqual(Arrays.copyOf(data, Digest.LENGTH), party)) {
      return refused("Expected the relying party %s, but it is another.".formatted(relyingParty));
    }
    if ((data[FLAGS] & PRESENT) == 0) {
      return refused("Expected that the person was present, but the authenticator saw nobody.");
    }
    if ((data[FLAGS] & VERIFIED) == 0) {
      return refused("Expected that the person was verified, but the authenticator did not.");
    }
    if ((data[FLAGS] & ATTESTED) != 0
        || (data.length > SHORTEST) != ((data[FLAGS] & EXTENDED) != 0)) {
      return refused("Expected authenticator data of an assertion, but it has other parts.");
    }
    byte[] signature = Base64Url.read(assertion.signature(), CoseKey.LONGEST_SIGNATURE);
    byte[] client = Digest.sha256(assertion.clientData().getBytes(StandardCharsets.UTF_8)).bytes();
    return key.verifies(signature, data, client)
        ? Optional.empty()
        : refused("Expected a signature of the registered key, but it is none.");
  }

  /** In a time that does not tell where they differ. */
  private static boolean sameText(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<String> refused(String why) {
    return Optional.of(why);
  }
}
