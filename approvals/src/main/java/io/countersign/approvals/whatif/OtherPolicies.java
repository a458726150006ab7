package io.countersign.approvals.whatif;

import io.countersign.approvals.state.Answered;
import io.countersign.approvals.state.Approval;
import io.countersign.approvals.state.Approvers;
import io.countersign.approvals.state.Call;
import io.countersign.approvals.state.Controls;
import io.countersign.approvals.state.Deadline;
import io.countersign.approvals.state.Expiry;
import io.countersign.approvals.state.Head;
import io.countersign.approvals.state.Keeping;
import io.countersign.approvals.state.Memory;
import io.countersign.approvals.state.PolicyText;
import io.countersign.approvals.state.Server;
import io.countersign.approvals.state.StateView;
import io.countersign.approvals.state.Tool;
import io.countersign.approvals.state.Waiting;
import io.countersign.schemas.approval.Change;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.control.RateUse;
import io.countersign.schemas.control.Spending;
import io.countersign.schemas.digest.Digest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A state with the policies of another: what one call would have met, had every call before it gone
 * as recorded.
 */
record OtherPolicies(String tenant, StateView recorded, StateView policies) implements StateView {
  @Override
  public Controls controls(String ofTenant) {
    Controls controls = recorded.controls(ofTenant);
    return ofTenant.equals(tenant)
        ? controls.withPolicies(policies.controls(ofTenant).policies())
        : controls;
  }

  @Override
  public @Nullable PolicyText policy(String ofTenant, Digest hash) {
    return (ofTenant.equals(tenant) ? policies : recorded).policy(ofTenant, hash);
  }

  @Override
  public @Nullable Head head() {
    return recorded.head();
  }

  @Override
  public long tenantSequence(String ofTenant) {
    return recorded.tenantSequence(ofTenant);
  }

  @Override
  public Keeping keeping(String ofTenant) {
    return recorded.keeping(ofTenant);
  }

  @Override
  public @Nullable Server server(String ofTenant, String server) {
    return recorded.server(ofTenant, server);
  }

  @Override
  public @Nullable Spending spending(String ofTenant, String budgetId, String subject) {
    return recorded.spending(ofTenant, budgetId, subject);
  }

  @Override
  public @Nullable RateUse rate(String ofTenant, String limitId, String subject) {
    return recorded.rate(ofTenant, limitId, subject);
  }

  @Override
  public long running(String ofTenant, String limitId, String subject) {
    return recorded.running(ofTenant, limitId, subject);
  }

  @Override
  public List<Expiry> expired(Instant now, int limit) {
    return recorded.expired(now, limit);
  }

  @Override
  public @Nullable Tool tool(String ofTenant, String server, String name) {
    return recorded.tool(ofTenant, server, name);
  }

  @Override
  public @Nullable Call call(String ofTenant, UUID callId) {
    return recorded.call(ofTenant, callId);
  }

  @Override
  public @Nullable Answered answered(UUID commandId) {
    return recorded.answered(commandId);
  }

  @Override
  public @Nullable Approval approval(String ofTenant, UUID approvalId) {
    return recorded.approval(ofTenant, approvalId);
  }

  @Override
  public @Nullable RecordIntent intent(String ofTenant, UUID callId) {
    return recorded.intent(ofTenant, callId);
  }

  @Override
  public @Nullable Change change(String ofTenant, UUID approvalId) {
    return recorded.change(ofTenant, approvalId);
  }

  @Override
  public Waiting waiting(String ofTenant, String runId) {
    return recorded.waiting(ofTenant, runId);
  }

  @Override
  public Approvers approvers(String ofTenant) {
    return recorded.approvers(ofTenant);
  }

  @Override
  public List<Deadline> due(Instant now, int limit) {
    return recorded.due(now, limit);
  }

  @Override
  public List<Memory> oldest(int limit) {
    return recorded.oldest(limit);
  }
}
