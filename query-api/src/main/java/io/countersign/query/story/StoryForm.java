package io.countersign.query.story;

import io.countersign.query.report.HtmlForm;
import io.countersign.query.report.MarkdownForm;
import io.countersign.query.report.Report;
import io.countersign.query.report.TextForm;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** In which form a story is told. */
public enum StoryForm {
  /** Everything, for programs. */
  JSON("application/json"),
  /** For people and for documents. */
  MARKDOWN("text/markdown; charset=utf-8"),
  /** For people at a terminal. */
  TEXT("text/plain; charset=utf-8"),
  /** For people, in one document that needs nothing else. */
  HTML("text/html; charset=utf-8"),
  /** W3C PROV-JSON. */
  PROV("application/json; profile=\"" + StoryForm.PROV_PROFILE + "\"");

  /** The profile by which a client asks for PROV-JSON. */
  public static final String PROV_PROFILE = "https://www.w3.org/Submission/prov-json/";

  private final String contentType;

  StoryForm(String contentType) {
    this.contentType = contentType;
  }

  /** The media type of an answer. */
  public String contentType() {
    return contentType;
  }

  /** The form of a name such as {@code markdown}; empty when there is none. */
  public static Optional<StoryForm> named(String name) {
    return List.of(values()).stream()
        .filter(form -> form.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst();
  }

  /**
   * The form of a media type that a client accepts.
   *
   * @param type type and subtype, such as {@code text/*}
   * @param profile its profile, when it has one
   */
  public static Optional<StoryForm> accepted(String type, Optional<String> profile) {
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "application/json" ->
          Optional.of(profile.equals(Optional.of(PROV_PROFILE)) ? PROV : JSON);
      case "*/*", "application/*" -> Optional.of(JSON);
      case "text/markdown" -> Optional.of(MARKDOWN);
      case "text/plain", "text/*" -> Optional.of(TEXT);
      case "text/html" -> Optional.of(HTML);
      default -> Optional.empty();
    };
  }

  /** A story in this form. */
  public String tell(StoryView story) {
    return switch (this) {
      case JSON -> StoryJson.of(story).toJson();
      case PROV -> ProvStory.of(story).toJson();
      case MARKDOWN, TEXT, HTML -> tell(StoryReport.of(story));
    };
  }

  /** A comparison in this form; PROV tells of single runs only. */
  public Optional<String> tell(Comparison comparison) {
    return switch (this) {
      case JSON -> Optional.of(ComparisonJson.of(comparison).toJson());
      case PROV -> Optional.empty();
      case MARKDOWN, TEXT, HTML -> Optional.of(tell(ComparisonReport.of(comparison)));
    };
  }

  private String tell(Report report) {
    return switch (this) {
      case HTML -> HtmlForm.of(report);
      case MARKDOWN -> MarkdownForm.of(report);
      case TEXT, JSON, PROV -> TextForm.of(report);
    };
  }
}
