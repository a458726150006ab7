package io.countersign.standalone.estate;

import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.standalone.estate.Shape.Choice;
import io.countersign.standalone.estate.Shape.Field;
import io.countersign.standalone.estate.Shape.Section;
import io.countersign.standalone.estate.Shape.Sections;
import io.countersign.standalone.estate.Shape.Text;
import io.countersign.standalone.estate.Shape.Texts;
import io.countersign.standalone.estate.Shape.Whole;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Kinds of controls, in the order in which they are put into force: what bounds calls first, and
 * tools last, so that a new tool can be called only when everything that restrains it holds.
 * Members are those of the request bodies of the HTTP API.
 */
public enum Kind {
  /** What holds for all calls of the tenant. */
  SETTINGS("Settings", List.of(), settings()),
  /** A node of the budget tree. */
  BUDGET("Budget", List.of("id"), budget()),
  /** A rate limit or concurrency cap. */
  LIMIT("Limit", List.of("id"), limit()),
  /** A policy document. */
  POLICY("Policy", List.of("name"), policy()),
  /** The review of an MCP server. */
  SERVER_REVIEW("ServerReview", List.of("server"), review()),
  /** A tool of the catalogue. */
  TOOL("Tool", List.of("server", "name"), tool());

  private final String text;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> key;

  @SuppressWarnings("ImmutableEnumChecker") // a record of unmodifiable lists of such records
  private final Section shape;

  Kind(String text, List<String> key, Section shape) {
    this.text = text;
    this.key = key;
    this.shape = shape;
  }

  /** As in {@code kind:} of a document. */
  public String text() {
    return text;
  }

  /** Members that together name one control of this kind. */
  public List<String> key() {
    return key;
  }

  /** Whether a control of this kind can be taken back. */
  public boolean removable() {
    return this != SETTINGS && this != SERVER_REVIEW;
  }

  Section shape() {
    return shape;
  }

  /** The kind of this text. */
  public static Optional<Kind> of(String text) {
    return Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findFirst();
  }

  /** All texts. */
  static List<String> texts() {
    return Arrays.stream(values()).map(Kind::text).toList();
  }

  private static Section settings() {
    return new Section(
        List.of(
            required("timeZone", new Text()),
            required("unreviewedGate", new Choice(List.of("BLOCK", "PROTOTYPE_ONLY", "READ_ONLY"))),
            new Field("policyNeedsApproval", new Shape.Flag(), false, JsonBoolean.FALSE)));
  }

  private static Section budget() {
    return new Section(
        List.of(
            required("id", new Text()),
            optional("node", texts("team", "principal", "agent", "server", "tool")),
            required("window", new Choice(List.of("MINUTE", "HOUR", "DAY", "MONTH"))),
            required(
                "limits",
                new Section(
                    List.of(
                        unlimited("calls"),
                        unlimited("downstreamCalls"),
                        unlimited("tokens"),
                        unlimited("moneyMicros"))))));
  }

  private static Section limit() {
    return new Section(
        List.of(
            required("id", new Text()),
            required(
                "per",
                new Choice(List.of("TENANT", "PRINCIPAL", "AGENT", "CLIENT", "SERVER", "TOOL"))),
            optional("environment", new Text()),
            optional("server", new Text()),
            optional("tool", new Text()),
            optional("principal", new Text()),
            optional("agent", new Text()),
            optional("rate", rate()),
            optional("concurrency", new Whole())));
  }

  private static Section review() {
    return new Section(
        List.of(
            required("server", new Text()),
            required("version", new Text()),
            required("owner", owner()),
            required("scores", scores()),
            optional(
                "evidence",
                new Sections(
                    new Section(
                        List.of(required("item", new Text()), required("link", new Text()))))),
            optional("criticalFailures", new Texts()),
            optional("knownLimits", new Texts()),
            optional("confirmedBy", new Text()),
            required("nextReview", new Text()),
            optional(
                "gate",
                new Choice(
                    List.of(
                        "BLOCK",
                        "PROTOTYPE_ONLY",
                        "READ_ONLY",
                        "WRITES_WITH_APPROVAL",
                        "PRODUCTION_APPROVED")))));
  }

  private static Section scores() {
    return new Section(
        List.of(
            score("toolBoundaries"),
            score("permissionModel"),
            score("errorRecovery"),
            score("verification"),
            score("sensitiveData"),
            score("maintainer")));
  }

  private static Section tool() {
    return new Section(
        List.of(
            required("server", new Text()),
            required("name", new Text()),
            required("version", new Text()),
            required("owner", owner()),
            required("risk", new Choice(List.of("READ", "WRITE", "DESTRUCTIVE"))),
            required("purpose", new Text()),
            optional("sideEffects", new Text()),
            optional("systems", new Texts()),
            optional("scopes", new Texts()),
            required("inputSchema", new Shape.Anything()),
            optional("resources", resources()),
            optional("groups", new Texts()),
            optional(
                "redaction",
                new Sections(
                    new Section(
                        List.of(
                            required("pointer", new Text()),
                            required(
                                "action", new Choice(List.of("KEEP", "MASK", "HASH", "DROP"))))))),
            optional("limits", toolLimits()),
            optional("rollback", new Text()),
            optional(
                "deprecation",
                new Section(
                    List.of(
                        required("date", new Shape.Time()), optional("message", new Text()))))));
  }

  private static Section resources() {
    return new Section(
        List.of(
            optional("allow", new Texts()),
            optional(
                "from",
                new Sections(
                    new Section(
                        List.of(
                            required("pointer", new Text()), optional("prefix", new Text())))))));
  }

  private static Section toolLimits() {
    return new Section(
        List.of(
            optional("rate", rate()),
            optional("concurrency", new Whole()),
            optional("argumentBytes", new Whole()),
            optional("argumentDepth", new Whole()),
            optional(
                "bound",
                new Section(
                    List.of(
                        standard("calls", 1),
                        standard("downstreamCalls", 0),
                        standard("tokens", 0),
                        standard("moneyMicros", 0))))));
  }

  /** A document in place, or a file beside this one that holds it. */
  private static Section policy() {
    return new Section(
        List.of(
            required("name", new Text()),
            optional("document", new Text()),
            optional("file", new Text())));
  }

  private static Section owner() {
    return new Section(
        List.of(
            required("name", new Text()),
            required("contact", new Text()),
            optional("escalation", new Text())));
  }

  private static Section rate() {
    return new Section(
        List.of(
            required("calls", new Whole()),
            required("per", new Shape.Length()),
            optional("burst", new Whole())));
  }

  private static Section texts(String... names) {
    return new Section(Arrays.stream(names).map(name -> optional(name, new Text())).toList());
  }

  private static Field required(String name, Shape shape) {
    return new Field(name, shape, true, null);
  }

  private static Field optional(String name, Shape shape) {
    return new Field(name, shape, false, null);
  }

  private static Field score(String name) {
    return new Field(name, new Shape.Count(), true, null);
  }

  private static Field standard(String name, long value) {
    return new Field(name, new Whole(), false, JsonNumber.of(value));
  }

  /** Zero is a limit too, so it is not the same as none. */
  private static Field unlimited(String name) {
    return new Field(name, new Shape.Count(), false, null);
  }
}
