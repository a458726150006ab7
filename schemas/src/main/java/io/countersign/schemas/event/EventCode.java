package io.countersign.schemas.event;

/**
 * Stable codes of events, one per event and result, so that a rule in a SIEM never has to read a
 * message. A code is never used again for anything else. Families: 1 intents, 2 decisions, 3
 * approvals, 4 outcomes, 5 catalogue, 6 controls, 7 findings, 8 ledger, reads and alerts, 9 refused
 * commands.
 */
public enum EventCode {
  /** An agent wants to call a tool. */
  CS1000I("IntentRecorded", "an agent wants to call a tool"),
  /** Allowed. */
  CS2000I("DecisionMade", "allowed"),
  /** Denied. */
  CS2001W("DecisionMade", "denied"),
  /** A human must approve. */
  CS2002I("DecisionMade", "a human must approve"),
  /** People have to decide on a call. */
  CS3000I("ApprovalRequested", "people have to decide on a call"),
  /** People have to decide on a change of a control. */
  CS3001I("ChangeRequested", "people have to decide on a change of a control"),
  /** A person approves. */
  CS3010I("VoteCast", "a person approves"),
  /** A person refuses. */
  CS3011W("VoteCast", "a person refuses"),
  /** Approved: the action may be claimed once. */
  CS3020I("ApprovalGranted", "approved: the action may be claimed once"),
  /** People refused. */
  CS3030W("ApprovalClosed", "people refused"),
  /** Nobody decided in time. */
  CS3031W("ApprovalClosed", "nobody decided in time"),
  /** Whoever asked gave it up. */
  CS3032I("ApprovalClosed", "whoever asked gave it up"),
  /** Another action was asked for in its place. */
  CS3033I("ApprovalClosed", "another action was asked for in its place"),
  /** What it was asked for has changed. */
  CS3034W("ApprovalClosed", "what it was asked for has changed"),
  /** The approval was taken back. */
  CS3035W("ApprovalClosed", "the approval was taken back"),
  /** The approval was not used in time. */
  CS3036I("ApprovalClosed", "the approval was not used in time"),
  /** The approval is spent. */
  CS3040I("GrantClaimed", "the approval is spent"),
  /** The user confirms what the agent asked for. */
  CS3041I("CallConfirmed", "the user confirms what the agent asked for"),
  /** Nobody has decided for a good part of the time. */
  CS3050W("ApprovalEscalated", "nobody has decided for a good part of the time"),
  /** Somebody ran a call without the votes it needs. */
  CS3060E("BreakGlassInvoked", "somebody ran a call without the votes it needs"),
  /** A broken glass was reviewed. */
  CS3061I("BreakGlassReviewed", "a broken glass was reviewed"),
  /** A broken glass was not reviewed in time. */
  CS3062E("BreakGlassOverdue", "a broken glass was not reviewed in time"),
  /** People were told. */
  CS3070I("NotificationRecorded", "people were told"),
  /** People could not be told. */
  CS3071W("NotificationRecorded", "people could not be told"),
  /** Somebody votes in advance. */
  CS3080I("StandingGrantCreated", "somebody votes in advance"),
  /** A vote in advance counts no more. */
  CS3081I("StandingGrantClosed", "a vote in advance counts no more"),
  /** An approver is represented. */
  CS3090I("VotesDelegated", "an approver is represented"),
  /** An approver is represented no more. */
  CS3091I("DelegationEnded", "an approver is represented no more"),
  /** A person is on the roster of approvers. */
  CS3100I("ApproverSet", "a person is on the roster of approvers"),
  /** A person is on the roster of approvers no more. */
  CS3101I("ApproverRemoved", "a person is on the roster of approvers no more"),
  /** An approver has an authenticator. */
  CS3110I("AuthenticatorRegistered", "an approver has an authenticator"),
  /** An authenticator is not trusted any more. */
  CS3111I("AuthenticatorRemoved", "an authenticator is not trusted any more"),
  /** The tool succeeded. */
  CS4000I("OutcomeRecorded", "the tool succeeded"),
  /** The tool failed. */
  CS4001W("OutcomeRecorded", "the tool failed"),
  /** The tool did not answer in time. */
  CS4002W("OutcomeRecorded", "the tool did not answer in time"),
  /** The answer was lost. */
  CS4003W("OutcomeRecorded", "the answer was lost"),
  /** The tool did not run. */
  CS4004I("OutcomeRecorded", "the tool did not run"),
  /** An allowed call was not reported in time. */
  CS4010W("OutcomeOverdue", "an allowed call was not reported in time"),
  /** The caller gave the call up. */
  CS4020I("CallCancelled", "the caller gave the call up"),
  /** The answer never reached the caller. */
  CS4021W("CallAbandoned", "the answer never reached the caller"),
  /** An operator found out how a call ended. */
  CS4030I("OutcomeReconciled", "an operator found out how a call ended"),
  /** The catalogue has a new tool. */
  CS5000I("ToolRegistered", "the catalogue has a new tool"),
  /** A tool of the catalogue was changed. */
  CS5001I("ToolChanged", "a tool of the catalogue was changed"),
  /** A tool was taken out of use. */
  CS5002I("ToolRetired", "a tool was taken out of use"),
  /** A gateway saw a tool that nobody has accepted. */
  CS5003I("ToolProposed", "a gateway saw a tool that nobody has accepted"),
  /** A server was reviewed and has its gate. */
  CS5010I("ServerReviewed", "a server was reviewed and has its gate"),
  /** Calls are stopped. */
  CS6000W("BrakeEngaged", "calls are stopped"),
  /** Calls may go on. */
  CS6001I("BrakeReleased", "calls may go on"),
  /** A policy is in force. */
  CS6010I("PolicyPublished", "a policy is in force"),
  /** A policy was taken back. */
  CS6011I("PolicyWithdrawn", "a policy was taken back"),
  /** A budget is in force. */
  CS6020I("BudgetSet", "a budget is in force"),
  /** A budget was removed. */
  CS6021I("BudgetRemoved", "a budget was removed"),
  /** A budget has used a good part of a limit. */
  CS6022W("BudgetThresholdReached", "a budget has used a good part of a limit"),
  /** What a call had reserved was charged or freed. */
  CS6023I("ReservationSettled", "what a call had reserved was charged or freed"),
  /** A call used more than it had declared. */
  CS6024W("ReservationOverrun", "a call used more than it had declared"),
  /** A rate limit or concurrency cap is in force. */
  CS6030I("LimitSet", "a rate limit or concurrency cap is in force"),
  /** A rate limit or concurrency cap was removed. */
  CS6031I("LimitRemoved", "a rate limit or concurrency cap was removed"),
  /** Settings of a tenant are in force. */
  CS6040I("TenantConfigured", "settings of a tenant are in force"),
  /** How long search keeps records is in force. */
  CS6050I("RetentionSet", "how long search keeps records is in force"),
  /** Records are held. */
  CS6051I("LegalHoldPlaced", "records are held"),
  /** Records are not held any more. */
  CS6052W("LegalHoldReleased", "records are not held any more"),
  /** A search has a name. */
  CS6060I("SearchSaved", "a search has a name"),
  /** A saved search was removed. */
  CS6061I("SearchRemoved", "a saved search was removed"),
  /** Something to look at. */
  CS7000W("FindingRaised", "something to look at"),
  /** Something ran that should not have. */
  CS7001E("FindingRaised", "something ran that should not have"),
  /** A ledger began. */
  CS8000I("LedgerOpened", "a ledger began"),
  /** The rules of the engine changed. */
  CS8001I("BehaviourActivated", "the rules of the engine changed"),
  /** Somebody read the record. */
  CS8100I("AuditAccessed", "somebody read the record"),
  /** Somebody was refused to read the record. */
  CS8101W("AuditAccessed", "somebody was refused to read the record"),
  /** A read of the record failed. */
  CS8102W("AuditAccessed", "a read of the record failed"),
  /** A person takes care of an alert. */
  CS8200I("AlertAcknowledged", "a person takes care of an alert"),
  /** An alert was right. */
  CS8201W("AlertResolved", "an alert was right"),
  /** An alert was wrong. */
  CS8202I("AlertResolved", "an alert was wrong"),
  /** What an alert saw was expected. */
  CS8203I("AlertResolved", "what an alert saw was expected"),
  /** A command was refused. */
  CS9000W("CommandRejected", "a command was refused"),
  /** A command could not be handled. */
  CS9001E("CommandFailed", "a command could not be handled");

  private final String type;
  private final String meaning;

  EventCode(String type, String meaning) {
    this.type = type;
    this.meaning = meaning;
  }

  /** The kind of event that carries this code. */
  public String type() {
    return type;
  }

  /** What it means, for the generated reference. */
  public String meaning() {
    return meaning;
  }
}
