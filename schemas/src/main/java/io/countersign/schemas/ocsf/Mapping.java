package io.countersign.schemas.ocsf;

import java.util.List;

/**
 * What a kind of event is in OCSF.
 *
 * @param type kind of the event
 * @param ocsfClass class of OCSF
 * @param activity what was done, as the class names it
 * @param operation name of what was done, for {@code api.operation} where no tool is named
 * @param resource what kind of thing it was done to, empty when the event names none
 * @param resourceId paths of the members that name the thing, in the order of its name
 */
record Mapping(
    String type,
    OcsfClass ocsfClass,
    Caption activity,
    String operation,
    String resource,
    List<String> resourceId) {

  /** A class of OCSF. */
  enum OcsfClass {
    /** Category 6, Application Activity. */
    API_ACTIVITY(6003, "API Activity", 6, "Application Activity"),
    /** Category 2, Findings. */
    DETECTION_FINDING(2004, "Detection Finding", 2, "Findings");

    private final int uid;
    private final String caption;
    private final int categoryUid;
    private final String category;

    OcsfClass(int uid, String caption, int categoryUid, String category) {
      this.uid = uid;
      this.caption = caption;
      this.categoryUid = categoryUid;
      this.category = category;
    }

    int uid() {
      return uid;
    }

    String caption() {
      return caption;
    }

    Caption category() {
      return new Caption(categoryUid, category);
    }
  }

  Mapping {
    resourceId = List.copyOf(resourceId);
  }

  /** Something that was done, under a name of this system's own. */
  static Mapping activity(String type, String operation) {
    return activity(type, operation, Caption.other(operation));
  }

  /** Something that was done. */
  static Mapping activity(String type, String operation, Caption activity) {
    return new Mapping(type, OcsfClass.API_ACTIVITY, activity, operation, "", List.of());
  }

  /** Something that should not have happened, or has to be looked at. */
  static Mapping finding(String type, String operation) {
    return new Mapping(type, OcsfClass.DETECTION_FINDING, Caption.CREATE, operation, "", List.of());
  }

  /** The same, done to a thing that these members name. */
  Mapping to(String thing, String... id) {
    return new Mapping(type, ocsfClass, activity, operation, thing, List.of(id));
  }
}
