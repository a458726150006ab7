package io.countersign.approvals.state;

import io.countersign.schemas.approval.Change;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.control.Lease;
import io.countersign.schemas.control.RateUse;
import io.countersign.schemas.control.Spending;
import io.countersign.schemas.digest.Digest;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A ledger's state on the heap: for re-execution, what-if runs and tests. */
public final class MemoryState implements State {
  private record CallKey(String tenant, UUID id) {}

  private record ToolKey(String tenant, String server, String name) {}

  private record PolicyKey(String tenant, Digest hash) {}

  private record ServerKey(String tenant, String name) {}

  private record UseKey(String tenant, String id, String subject) {}

  private @Nullable Head head;
  private final Map<String, Long> tenantSequences = new HashMap<>();
  private final Map<ToolKey, Tool> tools = new HashMap<>();
  private final Map<String, Controls> controls = new HashMap<>();
  private final Map<PolicyKey, PolicyText> policies = new HashMap<>();
  private final Map<ServerKey, Server> servers = new HashMap<>();
  private final Map<UseKey, Spending> spendings = new HashMap<>();
  private final Map<UseKey, RateUse> rates = new HashMap<>();
  private final Map<UseKey, Long> running = new HashMap<>();
  private final TreeSet<Expiry> expiries =
      new TreeSet<>(
          Comparator.comparing(Expiry::at)
              .thenComparingLong(Expiry::position)
              .thenComparingInt(Expiry::index));
  private final Map<CallKey, Call> calls = new HashMap<>();
  private final Map<CallKey, Approval> approvals = new HashMap<>();
  private final Map<CallKey, RecordIntent> intents = new HashMap<>();
  private final Map<CallKey, Change> changes = new HashMap<>();
  private final Map<ServerKey, Waiting> waiting = new HashMap<>();
  private final Map<String, Approvers> approvers = new HashMap<>();
  private final Map<String, Keeping> keepings = new HashMap<>();
  private final Map<UUID, Answered> answered = new HashMap<>();
  private final TreeSet<Deadline> deadlines =
      new TreeSet<>(Comparator.comparing(Deadline::dueAt).thenComparingLong(Deadline::position));
  private final TreeMap<Long, Memory> memories = new TreeMap<>();

  /** The same state, which goes its own way from here. Rows are values and stay shared. */
  public MemoryState copy() {
    MemoryState copy = new MemoryState();
    copy.head = head;
    copy.tenantSequences.putAll(tenantSequences);
    copy.tools.putAll(tools);
    copy.controls.putAll(controls);
    copy.policies.putAll(policies);
    copy.servers.putAll(servers);
    copy.spendings.putAll(spendings);
    copy.rates.putAll(rates);
    copy.running.putAll(running);
    copy.expiries.addAll(expiries);
    copy.calls.putAll(calls);
    copy.approvals.putAll(approvals);
    copy.intents.putAll(intents);
    copy.changes.putAll(changes);
    copy.waiting.putAll(waiting);
    copy.approvers.putAll(approvers);
    copy.keepings.putAll(keepings);
    copy.answered.putAll(answered);
    copy.deadlines.addAll(deadlines);
    copy.memories.putAll(memories);
    return copy;
  }

  @Override
  public @Nullable Head head() {
    return head;
  }

  @Override
  public long tenantSequence(String tenant) {
    return tenantSequences.getOrDefault(tenant, 0L);
  }

  @Override
  public @Nullable Tool tool(String tenant, String server, String name) {
    return tools.get(new ToolKey(tenant, server, name));
  }

  @Override
  public @Nullable Call call(String tenant, UUID callId) {
    return calls.get(new CallKey(tenant, callId));
  }

  @Override
  public @Nullable Answered answered(UUID commandId) {
    return answered.get(commandId);
  }

  @Override
  public List<Deadline> due(Instant now, int limit) {
    return deadlines.stream().takeWhile(d -> !d.dueAt().isAfter(now)).limit(limit).toList();
  }

  @Override
  public List<Memory> oldest(int limit) {
    return memories.values().stream().limit(limit).toList();
  }

  @Override
  public void putHead(Head newHead) {
    head = newHead;
  }

  @Override
  public void putTenantSequence(String tenant, long next) {
    tenantSequences.put(tenant, next);
  }

  @Override
  public void putTool(String tenant, Tool tool) {
    tools.put(new ToolKey(tenant, tool.server(), tool.name()), tool);
  }

  @Override
  public Controls controls(String tenant) {
    return controls.getOrDefault(tenant, Controls.NONE);
  }

  @Override
  public @Nullable PolicyText policy(String tenant, Digest hash) {
    return policies.get(new PolicyKey(tenant, hash));
  }

  @Override
  public @Nullable Server server(String tenant, String server) {
    return servers.get(new ServerKey(tenant, server));
  }

  @Override
  public @Nullable Spending spending(String tenant, String budgetId, String subject) {
    return spendings.get(new UseKey(tenant, budgetId, subject));
  }

  @Override
  public @Nullable RateUse rate(String tenant, String limitId, String subject) {
    return rates.get(new UseKey(tenant, limitId, subject));
  }

  @Override
  public long running(String tenant, String limitId, String subject) {
    return running.getOrDefault(new UseKey(tenant, limitId, subject), 0L);
  }

  @Override
  public List<Expiry> expired(Instant now, int limit) {
    return expiries.stream().takeWhile(e -> !e.at().isAfter(now)).limit(limit).toList();
  }

  @Override
  public void putControls(String tenant, Controls value) {
    controls.put(tenant, value);
  }

  @Override
  public void putPolicy(String tenant, PolicyText policy) {
    policies.put(new PolicyKey(tenant, policy.hash()), policy);
  }

  @Override
  public void removePolicy(String tenant, Digest hash) {
    policies.remove(new PolicyKey(tenant, hash));
  }

  @Override
  public void putServer(String tenant, Server server) {
    servers.put(new ServerKey(tenant, server.review().server()), server);
  }

  @Override
  public void putSpending(String tenant, Spending spending) {
    spendings.put(new UseKey(tenant, spending.budgetId(), spending.subject()), spending);
  }

  @Override
  public void removeSpending(String tenant, String budgetId, String subject) {
    spendings.remove(new UseKey(tenant, budgetId, subject));
  }

  @Override
  public void putRate(String tenant, RateUse rate) {
    rates.put(new UseKey(tenant, rate.limitId(), rate.subject()), rate);
  }

  @Override
  public void removeRate(String tenant, String limitId, String subject) {
    rates.remove(new UseKey(tenant, limitId, subject));
  }

  @Override
  public void putRunning(String tenant, Lease lease, long count) {
    UseKey key = new UseKey(tenant, lease.limitId(), lease.subject());
    if (count == 0) {
      running.remove(key);
    } else {
      running.put(key, count);
    }
  }

  @Override
  public void putExpiry(Expiry expiry) {
    expiries.add(expiry);
  }

  @Override
  public void removeExpiry(Expiry expiry) {
    expiries.remove(expiry);
  }

  @Override
  public void putCall(Call call) {
    calls.put(new CallKey(call.tenant(), call.callId()), call);
  }

  @Override
  public void removeCall(String tenant, UUID callId) {
    calls.remove(new CallKey(tenant, callId));
  }

  @Override
  public @Nullable Approval approval(String tenant, UUID approvalId) {
    return approvals.get(new CallKey(tenant, approvalId));
  }

  @Override
  public @Nullable RecordIntent intent(String tenant, UUID callId) {
    return intents.get(new CallKey(tenant, callId));
  }

  @Override
  public @Nullable Change change(String tenant, UUID approvalId) {
    return changes.get(new CallKey(tenant, approvalId));
  }

  @Override
  public Waiting waiting(String tenant, String runId) {
    return waiting.getOrDefault(new ServerKey(tenant, runId), Waiting.NONE);
  }

  @Override
  public Approvers approvers(String tenant) {
    return approvers.getOrDefault(tenant, Approvers.NONE);
  }

  @Override
  public Keeping keeping(String tenant) {
    return keepings.getOrDefault(tenant, Keeping.NONE);
  }

  @Override
  public void putApproval(Approval approval) {
    approvals.put(new CallKey(approval.tenant(), approval.approvalId()), approval);
  }

  @Override
  public void removeApproval(String tenant, UUID approvalId) {
    approvals.remove(new CallKey(tenant, approvalId));
  }

  @Override
  public void putIntent(String tenant, RecordIntent intent) {
    intents.put(new CallKey(tenant, intent.callId()), intent);
  }

  @Override
  public void removeIntent(String tenant, UUID callId) {
    intents.remove(new CallKey(tenant, callId));
  }

  @Override
  public void putChange(String tenant, UUID approvalId, Change change) {
    changes.put(new CallKey(tenant, approvalId), change);
  }

  @Override
  public void removeChange(String tenant, UUID approvalId) {
    changes.remove(new CallKey(tenant, approvalId));
  }

  @Override
  public void putWaiting(String tenant, String runId, Waiting value) {
    if (value.approvals().isEmpty()) {
      waiting.remove(new ServerKey(tenant, runId));
    } else {
      waiting.put(new ServerKey(tenant, runId), value);
    }
  }

  @Override
  public void putApprovers(String tenant, Approvers value) {
    approvers.put(tenant, value);
  }

  @Override
  public void putKeeping(String tenant, Keeping value) {
    keepings.put(tenant, value);
  }

  @Override
  public void putAnswered(Answered entry) {
    answered.put(entry.commandId(), entry);
  }

  @Override
  public void removeAnswered(UUID commandId) {
    answered.remove(commandId);
  }

  @Override
  public void putDeadline(Deadline deadline) {
    deadlines.add(deadline);
  }

  @Override
  public void removeDeadline(Deadline deadline) {
    deadlines.remove(deadline);
  }

  @Override
  public void putMemory(Memory memory) {
    memories.put(memory.position(), memory);
  }

  @Override
  public void removeMemory(Memory memory) {
    memories.remove(memory.position());
  }

  /** Everything in one value, for comparing two states. */
  public List<Object> snapshot() {
    return List.of(
        String.valueOf(head),
        tenantSequences,
        tools,
        List.of(controls, policies, servers, spendings, rates, running, List.copyOf(expiries)),
        calls,
        answered,
        List.copyOf(deadlines),
        memories,
        List.of(approvals, intents, changes, waiting, approvers),
        keepings);
  }
}
