package io.countersign.schemas.approval;

import io.countersign.schemas.call.Risk;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.document.EventJson;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an approver is shown of an action, as one JSON document, so that a vote can name it by its
 * digest: {@code SHA-256("countersign/preview/v1\n" || canonical JSON of the document)}. Whoever
 * decides and whoever shows build it here, from the command, from the event or from the event as
 * JSON, and get the same bytes. Members that are absent are left out.
 */
public final class PreviewDocument {

  private static final byte[] DOMAIN =
      "countersign/preview/v1\n".getBytes(StandardCharsets.US_ASCII);

  private PreviewDocument() {}

  /**
   * What is shown of a call.
   *
   * @param risk risk class in force, when the tool is known
   */
  public static JsonObject of(RecordIntent intent, @Nullable Risk risk) {
    return of(EventJson.object(intent), risk == null ? null : risk.name());
  }

  /**
   * What is shown of a call.
   *
   * @param risk risk class in force, when the tool is known
   */
  public static JsonObject of(IntentRecorded intent, @Nullable Risk risk) {
    return of(EventJson.object(intent), risk == null ? null : risk.name());
  }

  /**
   * What is shown of a call.
   *
   * @param intent the body of an {@link IntentRecorded} as {@link EventJson} writes it
   * @param risk name of the risk class in force, when the tool is known
   */
  public static JsonObject of(JsonObject intent, @Nullable String risk) {
    JsonObject arguments = intent.object("arguments").orElse(JsonObject.EMPTY);
    return JsonObject.builder()
        .putIfPresent("actionDigest", intent.get("actionDigest"))
        .putIfPresent("tool", intent.get("tool"))
        .putIfPresent("environment", present(intent, "environment"))
        .putIfPresent("risk", Optional.ofNullable(risk).map(JsonString::new))
        .putIfPresent("arguments", arguments.get("json"))
        .putIfPresent("resources", intent.get("resources"))
        .putIfPresent("preview", present(intent, "preview"))
        .putIfPresent("rollback", present(intent, "rollback"))
        .putIfPresent("readBack", present(intent, "readBack"))
        .build();
  }

  /**
   * What is shown of a change of a control.
   *
   * @param by who wants it
   */
  public static JsonObject of(Change change, String by) {
    return ofChange(change.command().control(), EventJson.object(change), by);
  }

  /**
   * What is shown of a change of a control.
   *
   * @param control the control that would change
   * @param change a {@link Change} as {@link EventJson} writes it
   * @param by who wants it
   */
  public static JsonObject ofChange(String control, JsonObject change, String by) {
    return JsonObject.builder().put("control", control).put("change", change).put("by", by).build();
  }

  /** The digest of what is shown. */
  public static Digest digest(JsonObject document) {
    return Digest.sha256(DOMAIN, CanonicalJson.bytes(document));
  }

  /** The digest of what is shown of a call. */
  public static Digest digest(RecordIntent intent, @Nullable Risk risk) {
    return digest(of(intent, risk));
  }

  /** The digest of what is shown of a call. */
  public static Digest digest(IntentRecorded intent, @Nullable Risk risk) {
    return digest(of(intent, risk));
  }

  /** The digest of what is shown of a change of a control. */
  public static Digest digest(Change change, String by) {
    return digest(of(change, by));
  }

  /** Documents of the index say {@code null} where events say nothing. */
  private static Optional<JsonValue> present(JsonObject from, String name) {
    return from.get(name).filter(value -> !(value instanceof JsonNull));
  }
}
