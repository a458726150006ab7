package io.countersign.standalone.command;

import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonObject;
import io.countersign.standalone.client.ApiAnswer;
import io.countersign.standalone.client.ApiClient;
import io.countersign.standalone.client.ApiClient.Call;
import io.countersign.standalone.client.ApiRefused;
import io.countersign.standalone.client.ApiUnreachable;
import io.countersign.standalone.client.Plain;
import io.countersign.standalone.roles.CannotStart;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The page of an approval as it was fetched once: what is shown, and the digests by which a vote
 * names what was shown.
 */
record ApprovalAsked(JsonObject page) {
  private static final byte[] PREVIEW =
      "countersign/preview/v1\n".getBytes(StandardCharsets.US_ASCII);

  /** Asks for the page. */
  static ApprovalAsked fetch(ApiClient client, String id, Optional<String> tenant)
      throws ApiRefused, ApiUnreachable, InterruptedException {
    return new ApprovalAsked(
        client
            .send(
                Call.get(
                    List.of("v1", "approvals", id),
                    tenant.map(name -> Map.of("tenant", name)).orElse(Map.of())))
            .body());
  }

  String headline() {
    return Plain.line(ApiAnswer.text(page, "headline"));
  }

  /** The short code, made here of the digest that a vote would name. */
  String code() {
    try {
      return Digest.parse(ApiAnswer.text(page, "actionDigest")).shortCode();
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** Whether this is the code of what is shown; dashes and capitals do not matter. */
  boolean hasCode(String given) {
    return !code().isEmpty() && plain(given).equals(plain(code()));
  }

  private static String plain(String code) {
    return code.replace("-", "").strip().toLowerCase(Locale.ROOT);
  }

  /**
   * The digests of what was shown, for a decision.
   *
   * @throws CannotStart when the page names none, or the document on it is another one
   */
  JsonObject.Builder digests() throws CannotStart {
    String action = ApiAnswer.text(page, "actionDigest");
    String preview = ApiAnswer.text(page, "previewDigest");
    if (code().isEmpty() || preview.isEmpty()) {
      throw new CannotStart(
          "Expected the page to name the digests of what it shows, but it does not. Nothing was decided.");
    }
    Optional<JsonObject> shown = page.object("shown");
    if (shown.isPresent()
        && !Digest.sha256(PREVIEW, CanonicalJson.bytes(shown.get())).text().equals(preview)) {
      throw new CannotStart(
          "Expected the page to show what people are asked about, but its digest is another. Nothing was decided: look into it before anybody approves.");
    }
    return JsonObject.builder().put("actionDigest", action).put("previewDigest", preview);
  }
}
