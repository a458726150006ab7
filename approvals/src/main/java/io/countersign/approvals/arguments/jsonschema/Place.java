package io.countersign.approvals.arguments.jsonschema;

import io.countersign.schemas.json.JsonPointer;
import org.jspecify.annotations.Nullable;

/** A place in the arguments. Its pointer is written only when there is something to report. */
record Place(@Nullable Place parent, String step) {
  static final Place ROOT = new Place(null, "");

  /** Longest pointer that is reported; what is longer is cut, and says so. */
  private static final int LONGEST = 512;

  Place child(String name) {
    return new Place(this, name);
  }

  Place child(int index) {
    return new Place(this, Integer.toString(index));
  }

  String pointer() {
    String whole = written();
    if (whole.length() <= LONGEST) {
      return whole;
    }
    int end = Character.isHighSurrogate(whole.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return whole.substring(0, end) + "…";
  }

  private String written() {
    return parent == null ? "" : JsonPointer.append(parent.written(), step);
  }
}
