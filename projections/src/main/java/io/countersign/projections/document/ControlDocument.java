package io.countersign.projections.document;

import io.countersign.schemas.Indexes;
import io.countersign.schemas.json.JsonObject;
import java.util.Optional;
import java.util.UUID;

/** One control in the controls index: the control as text, and beside it what it is found by. */
public final class ControlDocument {
  private ControlDocument() {}

  /**
   * Makes the document of a control as {@code ControlJson} folded it.
   *
   * @param lastEvent the last event that was applied
   */
  public static SearchDocument of(String id, JsonObject control, UUID lastEvent) {
    JsonObject owned =
        control.object("definition").or(() -> control.object("review")).orElse(JsonObject.EMPTY);
    Fields fields =
        new Fields()
            .copy(control, "tenant", "control", "state", "gate")
            .putText("kind", control.string("controlKind"))
            .putText("name", control.string("name").or(() -> control.string("server")))
            .putPlace(ControlPlace.of(control))
            .copy(owned, "version")
            .copy(ControlPlace.tool(control), "risk")
            .putText("owner", owned.object("owner").flatMap(owner -> owner.string("name")))
            .copy(control, "ledger", "generation", "position", "firstPosition")
            .copy(control, "openedAt", "changedAt")
            .putText("document", Optional.of(control.toJson()));
    return new SearchDocument(
        Indexes.Kind.CONTROLS, id, Version.of(control), fields.build(), lastEvent);
  }
}
