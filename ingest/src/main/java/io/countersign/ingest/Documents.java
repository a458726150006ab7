package io.countersign.ingest;

import io.countersign.ingest.contract.Contract;
import io.countersign.ingest.contract.Violation;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonRefused;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.json.Limits;
import io.countersign.schemas.json.StrictJson;
import java.util.List;

/** Reads bodies: first strictly as JSON, then against the contract. Safe for concurrent use. */
public final class Documents {
  private final Contract contract;
  private final Limits limits;

  /**
   * @param maxBytes longest document
   */
  public Documents(Contract contract, int maxBytes) {
    this.contract = contract;
    this.limits = new Limits(maxBytes, Limits.DEFAULT.maxDepth(), Limits.DEFAULT.maxMembers());
  }

  /**
   * The document that these bytes are.
   *
   * @throws io.countersign.schemas.http.ProblemException {@code invalid-request} with the places
   */
  public JsonObject read(byte[] utf8, Contract.Body kind) {
    JsonValue value;
    try {
      value = StrictJson.parse(utf8, limits);
    } catch (JsonRefused refused) {
      throw Problems.invalid(refused.pointer(), refused.message());
    }
    List<Violation> violations = contract.check(kind, value);
    if (violations.isEmpty() && value instanceof JsonObject document) {
      return document;
    }
    throw Problems.invalid(
        violations.isEmpty() ? List.of(new Violation("", "Expected an object.")) : violations);
  }
}
