package io.countersign.approvals.notice.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that we share with a receiver, as Standard Webhooks writes it: {@code whsec_} and 24 to
 * 64 bytes in Base64.
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks">Standard Webhooks</a>
 */
public final class WebhookSecret {
  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int LEAST_BYTES = 24;
  private static final int MOST_BYTES = 64;

  private final SecretKeySpec key;

  private WebhookSecret(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /**
   * Reads a secret.
   *
   * @throws IllegalArgumentException when it is none; the message does not repeat it
   */
  public static WebhookSecret parse(String text) {
    String expected =
        "Expected %s and %d to %d bytes in Base64, but was something else. Make one: echo whsec_$(openssl rand -base64 32)"
            .formatted(PREFIX, LEAST_BYTES, MOST_BYTES);
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException(expected);
    }
    byte[] key;
    try {
      key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      // Without the cause, whose message quotes a part of it.
      throw new IllegalArgumentException(expected);
    }
    if (key.length < LEAST_BYTES || key.length > MOST_BYTES) {
      throw new IllegalArgumentException(expected);
    }
    return new WebhookSecret(key);
  }

  /** The signature of a message, such as {@code v1,…}. */
  String sign(String messageId, long timestamp, String body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      String signed = messageId + "." + timestamp + "." + body;
      byte[] code = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(code);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Expected every Java to know " + ALGORITHM, e);
    }
  }
}
