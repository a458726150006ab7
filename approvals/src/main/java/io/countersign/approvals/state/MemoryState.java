package io.countersign.approvals.state;

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
  private record CallKey(String tenant, UUID callId) {}

  private record ToolKey(String tenant, String server, String name) {}

  private @Nullable Head head;
  private final Map<String, Long> tenantSequences = new HashMap<>();
  private final Map<ToolKey, Tool> tools = new HashMap<>();
  private final Map<CallKey, Call> calls = new HashMap<>();
  private final Map<UUID, Answered> answered = new HashMap<>();
  private final TreeSet<Deadline> deadlines =
      new TreeSet<>(Comparator.comparing(Deadline::dueAt).thenComparingLong(Deadline::position));
  private final TreeMap<Long, Memory> memories = new TreeMap<>();

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
    tools.put(new ToolKey(tenant, tool.definition().server(), tool.definition().name()), tool);
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
        calls,
        answered,
        List.copyOf(deadlines),
        memories);
  }
}
