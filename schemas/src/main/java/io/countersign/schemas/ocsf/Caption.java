package io.countersign.schemas.ocsf;

import io.countersign.schemas.json.JsonObject;

/**
 * A value of an OCSF enumeration: its number, and its caption beside it. With 99 the caption is
 * this system's own word.
 */
record Caption(int id, String text) {
  static final Caption UNKNOWN = new Caption(0, "Unknown");

  // activity_id of API Activity
  static final Caption CREATE = new Caption(1, "Create");
  static final Caption READ = new Caption(2, "Read");
  static final Caption UPDATE = new Caption(3, "Update");
  static final Caption DELETE = new Caption(4, "Delete");

  // activity_id of Detection Finding, where 1 is Create too
  static final Caption FINDING_UPDATE = new Caption(2, "Update");
  static final Caption FINDING_CLOSE = new Caption(3, "Close");

  // status_id
  static final Caption SUCCESS = new Caption(1, "Success");
  static final Caption FAILURE = new Caption(2, "Failure");
  static final Caption NEW = new Caption(1, "New");
  static final Caption IN_PROGRESS = new Caption(2, "In Progress");
  static final Caption SUPPRESSED = new Caption(3, "Suppressed");
  static final Caption RESOLVED = new Caption(4, "Resolved");

  // severity_id
  static final Caption INFORMATIONAL = new Caption(1, "Informational");
  static final Caption LOW = new Caption(2, "Low");
  static final Caption MEDIUM = new Caption(3, "Medium");
  static final Caption HIGH = new Caption(4, "High");
  static final Caption CRITICAL = new Caption(5, "Critical");

  /** This system's own word, where the enumeration has none. */
  static Caption other(String text) {
    return new Caption(99, text);
  }

  /** Puts {@code <name>_id} and {@code <name>}. */
  void put(JsonObject.Builder object, String name) {
    put(object, name + "_id", name);
  }

  /** Puts the number and the caption under these names. */
  void put(JsonObject.Builder object, String idName, String captionName) {
    object.put(idName, id).put(captionName, text);
  }
}
