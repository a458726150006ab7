package io.countersign.approvals.streams;

import io.countersign.approvals.avro.StateCodecs;
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
import io.countersign.approvals.state.State;
import io.countersign.approvals.state.Tool;
import io.countersign.approvals.state.Waiting;
import io.countersign.schemas.approval.Change;
import io.countersign.schemas.avro.RecordCodec;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.control.Lease;
import io.countersign.schemas.control.RateUse;
import io.countersign.schemas.control.Spending;
import io.countersign.schemas.digest.Digest;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A ledger's state in one logged store. Each table has a byte of its own in front of its keys, and
 * times and positions are written big-endian, so that a range is in order. The head changes with
 * every event; it is written once per command by {@link #flush}.
 */
final class StoredState implements State {
  private final KeyValueStore<Bytes, byte[]> store;

  /** Most tenants whose controls are kept on the heap. */
  private static final int MOST_KEPT = 1_000;

  private final Map<String, Controls> controls = new HashMap<>();
  private @Nullable Head head;
  private boolean headChanged;

  StoredState(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
    this.head = get(Key.HEAD, StateCodecs.HEAD);
  }

  /** Writes what was held back. Called once after each command, inside its transaction. */
  void flush() {
    if (headChanged && head != null) {
      store.put(Key.HEAD, StateCodecs.HEAD.write(head));
      headChanged = false;
    }
  }

  /** Offset of the command that comes next, or -1 before the first. */
  long nextCommand() {
    byte[] next = store.get(Key.NEXT_COMMAND);
    return next == null ? -1 : ByteBuffer.wrap(next).getLong();
  }

  void keepPlace(long offset) {
    store.put(Key.NEXT_COMMAND, ByteBuffer.allocate(Long.BYTES).putLong(offset).array());
  }

  @Override
  public @Nullable Head head() {
    return head;
  }

  @Override
  public long tenantSequence(String tenant) {
    byte[] next = store.get(Key.tenant(tenant));
    return next == null ? 0 : ByteBuffer.wrap(next).getLong();
  }

  @Override
  public @Nullable Tool tool(String tenant, String server, String name) {
    return get(Key.tool(tenant, server, name), StateCodecs.TOOL);
  }

  @Override
  public @Nullable Call call(String tenant, UUID callId) {
    return get(Key.call(tenant, callId), StateCodecs.CALL);
  }

  @Override
  public @Nullable Answered answered(UUID commandId) {
    return get(Key.answered(commandId), StateCodecs.ANSWERED);
  }

  @Override
  public List<Deadline> due(Instant now, int limit) {
    return range(Key.deadlineFirst(), Key.deadlineAfter(now), limit, StateCodecs.DEADLINE);
  }

  @Override
  public List<Memory> oldest(int limit) {
    return range(Key.memory(0), Key.memory(Long.MAX_VALUE), limit, StateCodecs.MEMORY);
  }

  @Override
  public void putHead(Head newHead) {
    head = newHead;
    headChanged = true;
  }

  @Override
  public void putTenantSequence(String tenant, long next) {
    store.put(Key.tenant(tenant), ByteBuffer.allocate(Long.BYTES).putLong(next).array());
  }

  @Override
  public void putTool(String tenant, Tool tool) {
    store.put(Key.tool(tenant, tool.server(), tool.name()), StateCodecs.TOOL.write(tool));
  }

  /** Read with every decision and changed seldom, so what was read last is kept. */
  @Override
  public Controls controls(String tenant) {
    Controls known = controls.get(tenant);
    if (known == null) {
      Controls stored = get(Key.controls(tenant), StateCodecs.CONTROLS);
      known = stored == null ? Controls.NONE : stored;
      keep(tenant, known);
    }
    return known;
  }

  private void keep(String tenant, Controls value) {
    if (controls.size() >= MOST_KEPT) {
      controls.clear();
    }
    controls.put(tenant, value);
  }

  @Override
  public @Nullable PolicyText policy(String tenant, Digest hash) {
    return get(Key.policy(tenant, hash), StateCodecs.POLICY);
  }

  @Override
  public @Nullable Server server(String tenant, String server) {
    return get(Key.server(tenant, server), StateCodecs.SERVER);
  }

  @Override
  public @Nullable Spending spending(String tenant, String budgetId, String subject) {
    return get(Key.spending(tenant, budgetId, subject), StateCodecs.SPENDING);
  }

  @Override
  public @Nullable RateUse rate(String tenant, String limitId, String subject) {
    return get(Key.rate(tenant, limitId, subject), StateCodecs.RATE);
  }

  @Override
  public long running(String tenant, String limitId, String subject) {
    byte[] count = store.get(Key.running(tenant, limitId, subject));
    return count == null ? 0 : ByteBuffer.wrap(count).getLong();
  }

  @Override
  public List<Expiry> expired(Instant now, int limit) {
    return range(Key.expiryFirst(), Key.expiryAfter(now), limit, StateCodecs.EXPIRY);
  }

  @Override
  public void putControls(String tenant, Controls value) {
    store.put(Key.controls(tenant), StateCodecs.CONTROLS.write(value));
    keep(tenant, value);
  }

  @Override
  public void putPolicy(String tenant, PolicyText policy) {
    store.put(Key.policy(tenant, policy.hash()), StateCodecs.POLICY.write(policy));
  }

  @Override
  public void removePolicy(String tenant, Digest hash) {
    store.delete(Key.policy(tenant, hash));
  }

  @Override
  public void putServer(String tenant, Server server) {
    store.put(Key.server(tenant, server.review().server()), StateCodecs.SERVER.write(server));
  }

  @Override
  public void putSpending(String tenant, Spending spending) {
    store.put(
        Key.spending(tenant, spending.budgetId(), spending.subject()),
        StateCodecs.SPENDING.write(spending));
  }

  @Override
  public void removeSpending(String tenant, String budgetId, String subject) {
    store.delete(Key.spending(tenant, budgetId, subject));
  }

  @Override
  public void putRate(String tenant, RateUse rate) {
    store.put(Key.rate(tenant, rate.limitId(), rate.subject()), StateCodecs.RATE.write(rate));
  }

  @Override
  public void removeRate(String tenant, String limitId, String subject) {
    store.delete(Key.rate(tenant, limitId, subject));
  }

  @Override
  public void putRunning(String tenant, Lease lease, long count) {
    Bytes key = Key.running(tenant, lease.limitId(), lease.subject());
    if (count == 0) {
      store.delete(key);
    } else {
      store.put(key, ByteBuffer.allocate(Long.BYTES).putLong(count).array());
    }
  }

  @Override
  public void putExpiry(Expiry expiry) {
    store.put(Key.expiry(expiry), StateCodecs.EXPIRY.write(expiry));
  }

  @Override
  public void removeExpiry(Expiry expiry) {
    store.delete(Key.expiry(expiry));
  }

  @Override
  public void putCall(Call call) {
    store.put(Key.call(call.tenant(), call.callId()), StateCodecs.CALL.write(call));
  }

  @Override
  public void removeCall(String tenant, UUID callId) {
    store.delete(Key.call(tenant, callId));
  }

  @Override
  public @Nullable Approval approval(String tenant, UUID approvalId) {
    return get(Key.approval(tenant, approvalId), StateCodecs.APPROVAL);
  }

  @Override
  public @Nullable RecordIntent intent(String tenant, UUID callId) {
    return get(Key.intent(tenant, callId), StateCodecs.INTENT);
  }

  @Override
  public @Nullable Change change(String tenant, UUID approvalId) {
    return get(Key.change(tenant, approvalId), StateCodecs.CHANGE);
  }

  @Override
  public Waiting waiting(String tenant, String runId) {
    Waiting stored = get(Key.waiting(tenant, runId), StateCodecs.WAITING);
    return stored == null ? Waiting.NONE : stored;
  }

  @Override
  public Approvers approvers(String tenant) {
    Approvers stored = get(Key.approvers(tenant), StateCodecs.APPROVERS);
    return stored == null ? Approvers.NONE : stored;
  }

  @Override
  public Keeping keeping(String tenant) {
    Keeping stored = get(Key.keeping(tenant), StateCodecs.KEEPING);
    return stored == null ? Keeping.NONE : stored;
  }

  @Override
  public void putApproval(Approval approval) {
    store.put(
        Key.approval(approval.tenant(), approval.approvalId()),
        StateCodecs.APPROVAL.write(approval));
  }

  @Override
  public void removeApproval(String tenant, UUID approvalId) {
    store.delete(Key.approval(tenant, approvalId));
  }

  @Override
  public void putIntent(String tenant, RecordIntent intent) {
    store.put(Key.intent(tenant, intent.callId()), StateCodecs.INTENT.write(intent));
  }

  @Override
  public void removeIntent(String tenant, UUID callId) {
    store.delete(Key.intent(tenant, callId));
  }

  @Override
  public void putChange(String tenant, UUID approvalId, Change change) {
    store.put(Key.change(tenant, approvalId), StateCodecs.CHANGE.write(change));
  }

  @Override
  public void removeChange(String tenant, UUID approvalId) {
    store.delete(Key.change(tenant, approvalId));
  }

  @Override
  public void putWaiting(String tenant, String runId, Waiting waiting) {
    Bytes key = Key.waiting(tenant, runId);
    if (waiting.approvals().isEmpty()) {
      store.delete(key);
    } else {
      store.put(key, StateCodecs.WAITING.write(waiting));
    }
  }

  @Override
  public void putApprovers(String tenant, Approvers approvers) {
    store.put(Key.approvers(tenant), StateCodecs.APPROVERS.write(approvers));
  }

  @Override
  public void putKeeping(String tenant, Keeping keeping) {
    store.put(Key.keeping(tenant), StateCodecs.KEEPING.write(keeping));
  }

  @Override
  public void putAnswered(Answered answered) {
    store.put(Key.answered(answered.commandId()), StateCodecs.ANSWERED.write(answered));
  }

  @Override
  public void removeAnswered(UUID commandId) {
    store.delete(Key.answered(commandId));
  }

  @Override
  public void putDeadline(Deadline deadline) {
    store.put(Key.deadline(deadline), StateCodecs.DEADLINE.write(deadline));
  }

  @Override
  public void removeDeadline(Deadline deadline) {
    store.delete(Key.deadline(deadline));
  }

  @Override
  public void putMemory(Memory memory) {
    store.put(Key.memory(memory.position()), StateCodecs.MEMORY.write(memory));
  }

  @Override
  public void removeMemory(Memory memory) {
    store.delete(Key.memory(memory.position()));
  }

  private <R extends Record> @Nullable R get(Bytes key, RecordCodec<R> codec) {
    byte[] value = store.get(key);
    return value == null ? null : read(codec, value);
  }

  private <R extends Record> List<R> range(Bytes from, Bytes to, int limit, RecordCodec<R> codec) {
    List<R> values = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> entries = store.range(from, to)) {
      while (values.size() < limit && entries.hasNext()) {
        values.add(read(codec, entries.next().value));
      }
    }
    return values;
  }

  private static <R extends Record> R read(RecordCodec<R> codec, byte[] value) {
    try {
      return codec.read(value);
    } catch (IllegalArgumentException e) {
      throw new UnreadableState(e);
    }
  }
}
