package io.countersign.schemas.avro;

import io.countersign.schemas.Topic;
import io.countersign.schemas.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * The Avro schemas of this build, read once from the class path. Each {@code .avsc} file defines
 * one type; files are parsed in an order in which every type stands before its first use.
 */
public final class AvroSchemas {
  private static final List<String> VALUES =
      List.of(
          "Digest",
          "Salt",
          "Agent",
          "Principal",
          "Client",
          "Actor",
          "ToolReference",
          "Redaction",
          "RedactedJson",
          "RequestContext",
          "Amounts",
          "Preview",
          "Reason",
          "Source",
          "ToolOwner",
          "ReportedDecision",
          "QuorumProgress",
          "ApprovalProgress",
          "StandingAnswer",
          "LedgerSettings",
          "QuorumSlot",
          "ApprovalTerms",
          "RuleResult",
          "Rate",
          "UsageLimit",
          "ResourceSource",
          "ResourceRules",
          "RedactionRule",
          "ToolLimits",
          "Deprecation",
          "ToolDefinition",
          "ToolProposal",
          "FieldChange",
          "Scores",
          "Evidence",
          "ServerReview",
          "BrakeScope",
          "BudgetNode",
          "BudgetLimits",
          "Budget",
          "Spending",
          "RateUse",
          "Lease",
          "Holds",
          "TenantSettings",
          "Voter",
          "Assertion",
          "Authenticator",
          "Seat",
          "Approver",
          "StandingScope",
          "QueryParameter",
          "ClassRetention",
          "HoldScope",
          "AlertEntity",
          "AlertMeasure",
          "AlertContributor",
          "AlertParameter",
          "AlertDetector",
          "AlertAcknowledgement",
          "AlertResolution");
  private static final List<String> COMMANDS =
      List.of(
          "RecordIntent",
          "RecordOutcome",
          "CancelCall",
          "AbandonCall",
          "CastVote",
          "ClaimGrant",
          "ConfirmCall",
          "RevokeApproval",
          "CancelRun",
          "ReconcileOutcome",
          "BreakGlass",
          "ReviewBreakGlass",
          "RecordNotification",
          "RegisterTool",
          "RetireTool",
          "ProposeTool",
          "ReviewServer",
          "EngageBrake",
          "ReleaseBrake",
          "PublishPolicy",
          "WithdrawPolicy",
          "SetBudget",
          "RemoveBudget",
          "SetLimit",
          "RemoveLimit",
          "ConfigureTenant",
          "CreateStandingGrant",
          "RevokeStandingGrant",
          "DelegateVotes",
          "EndDelegation",
          "SetApprover",
          "RemoveApprover",
          "RegisterAuthenticator",
          "RemoveAuthenticator",
          "Tick",
          "OpenLedger",
          "ActivateBehaviour",
          "RecordAuditAccess",
          "AcknowledgeAlert",
          "ResolveAlert",
          "SetRetention",
          "PlaceLegalHold",
          "ReleaseLegalHold",
          "SaveSearch",
          "RemoveSearch",
          "CommandEnvelope");
  private static final List<String> EVENTS =
      List.of(
          "Change",
          "IntentRecorded",
          "DecisionMade",
          "OutcomeRecorded",
          "OutcomeOverdue",
          "CallCancelled",
          "CallAbandoned",
          "ApprovalRequested",
          "ChangeRequested",
          "VoteCast",
          "ApprovalGranted",
          "ApprovalClosed",
          "GrantClaimed",
          "CallConfirmed",
          "OutcomeReconciled",
          "ApprovalEscalated",
          "BreakGlassInvoked",
          "BreakGlassReviewed",
          "BreakGlassOverdue",
          "NotificationRecorded",
          "ToolRegistered",
          "ToolChanged",
          "ToolRetired",
          "ToolProposed",
          "ServerReviewed",
          "BrakeEngaged",
          "BrakeReleased",
          "PolicyPublished",
          "PolicyWithdrawn",
          "BudgetSet",
          "BudgetRemoved",
          "BudgetThresholdReached",
          "ReservationSettled",
          "ReservationOverrun",
          "LimitSet",
          "LimitRemoved",
          "TenantConfigured",
          "StandingGrantCreated",
          "StandingGrantClosed",
          "VotesDelegated",
          "DelegationEnded",
          "ApproverSet",
          "ApproverRemoved",
          "AuthenticatorRegistered",
          "AuthenticatorRemoved",
          "LedgerOpened",
          "BehaviourActivated",
          "CommandRejected",
          "CommandFailed",
          "FindingRaised",
          "AuditAccessed",
          "AlertAcknowledged",
          "AlertResolved",
          "RetentionSet",
          "LegalHoldPlaced",
          "LegalHoldReleased",
          "SearchSaved",
          "SearchRemoved",
          "EventEnvelope");

  private static final Map<String, Schema> TYPES = parse();

  /** Values of {@code countersign.commands}. */
  public static final Schema COMMAND = type("io.countersign.v1.command.CommandEnvelope");

  /** Values of {@code countersign.events}. */
  public static final Schema EVENT = type("io.countersign.v1.event.EventEnvelope");

  /** Values of {@code countersign.calls}. */
  public static final Schema CALL_SNAPSHOT = type("io.countersign.v1.document.CallSnapshot");

  /** Values of {@code countersign.budgets}. */
  public static final Schema BUDGET_SNAPSHOT = type("io.countersign.v1.document.BudgetSnapshot");

  /** Values of {@code countersign.alerts}. */
  public static final Schema ALERT = type("io.countersign.v1.document.Alert");

  /** Values of {@code countersign.intake}. */
  public static final Schema INTAKE_REPORT = type("io.countersign.v1.intake.IntakeReport");

  private static final Map<Topic, Schema> TOPICS =
      Map.of(
          Topics.COMMANDS, COMMAND,
          Topics.EVENTS, EVENT,
          Topics.CALLS, CALL_SNAPSHOT,
          Topics.CONTROLS, EVENT,
          Topics.BUDGETS, BUDGET_SNAPSHOT,
          Topics.ALERTS, ALERT,
          Topics.INTAKE, INTAKE_REPORT);

  private AvroSchemas() {}

  /**
   * Returns the text of the schema of a topic's values, as a registry takes it.
   *
   * @throws IllegalArgumentException for a topic whose values are not Avro
   */
  public static String textOf(Topic topic) {
    Schema schema = TOPICS.get(topic);
    if (schema == null) {
      throw new IllegalArgumentException(
          "Expected a topic of Avro values, but was " + topic.name());
    }
    return schema.toString();
  }

  /** Returns the schema of a full name. */
  static Schema type(String fullName) {
    return in(TYPES, fullName);
  }

  /**
   * Returns the schema of a full name among {@code schemas}; throws IllegalArgumentException when
   * it is not there.
   */
  public static Schema in(Map<String, Schema> schemas, String fullName) {
    Schema schema = schemas.get(fullName);
    if (schema == null) {
      throw new IllegalArgumentException(
          "Expected one of " + schemas.keySet() + ", but was " + fullName);
    }
    return schema;
  }

  /**
   * Parses schemas of a service's own state, which may use the types of this build by their full
   * names.
   *
   * @param texts one schema each, in an order in which every type stands before its first use
   * @return the schemas by full name, those of this build among them
   */
  public static Map<String, Schema> with(List<String> texts) {
    Schema.Parser parser = new Schema.Parser();
    parser.addTypes(TYPES.values());
    texts.forEach(parser::parse);
    return Map.copyOf(parser.getTypes());
  }

  private static Map<String, Schema> parse() {
    Schema.Parser parser = new Schema.Parser();
    Stream.of(
            VALUES,
            COMMANDS,
            EVENTS,
            List.of("CallSnapshot", "BudgetSnapshot", "Alert", "IntakeReport"))
        .flatMap(List::stream)
        .forEach(name -> parser.parse(text(name)));
    return Map.copyOf(parser.getTypes());
  }

  private static String text(String name) {
    String resource = "/avro/" + name + ".avsc";
    try (InputStream in = AvroSchemas.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            "Expected " + resource + " on the class path, but it is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + resource, e);
    }
  }
}
