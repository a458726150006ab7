package io.countersign.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.gateway.ingest.ProposalQueue;
import io.countersign.gateway.ingest.ProposalQueue.Proposal;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonRefused;
import io.countersign.schemas.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tools that servers were seen to offer, on their way to Countersign's catalogue as proposals. Each
 * definition is proposed once in the life of the process, whoever saw it. No I/O happens here: a
 * list is never held up.
 */
public final class ToolSightings {

  private static final Logger LOG = LoggerFactory.getLogger(ToolSightings.class);

  /** Tools remembered; further ones are not proposed. */
  static final int MAX_TOOLS = 10_000;

  /** Definitions remembered of one tool: a server that makes up a new one each time ends here. */
  static final int MAX_DEFINITIONS = 64;

  // What ingest takes of one tool; a longer title or description is cut, for people read it only.
  private static final int MAX_NAME = 256;
  private static final int MAX_TITLE = 1024;
  private static final int MAX_TEXT = 64 * 1024;

  private static final List<String> HINTS =
      List.of("readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint");

  private record Key(String server, String tool) {}

  private static final class Known {
    private final Set<Digest> proposed = new HashSet<>();
    private @Nullable Digest last;
  }

  private final @Nullable ProposalQueue queue;
  private final Map<Key, Known> known = new HashMap<>();
  private final AtomicLong dropped = new AtomicLong();

  private ToolSightings(@Nullable ProposalQueue queue) {
    this.queue = queue;
  }

  static ToolSightings proposedTo(ProposalQueue queue) {
    ToolSightings sightings = new ToolSightings(queue);
    queue.onDrop(sightings::dropped);
    return sightings;
  }

  /** Nothing is proposed. */
  static ToolSightings ignored() {
    return new ToolSightings(null);
  }

  /**
   * Takes one page of tools.
   *
   * @param server name of the server in the catalogue; without one there is nothing to propose
   * @param again the server said that its list changed: a definition that was proposed before, but
   *     not last, is proposed again
   */
  void seen(@Nullable String server, JsonNode tools, boolean again) {
    if (queue == null || server == null || !isName(server)) {
      return;
    }
    for (JsonNode tool : tools) {
      @Nullable Proposal proposal = proposal(server, tool);
      if (proposal == null) {
        drop(1, "the definition of a tool of %s cannot be read strictly".formatted(server));
      } else if (isNews(proposal, again)) {
        queue.offer(proposal);
      }
    }
  }

  /** Tools seen and not proposed. */
  long dropped() {
    return dropped.get();
  }

  /** What may succeed another time is proposed again when a list shows it again. */
  private void dropped(List<Proposal> proposals, String why, boolean passing) {
    synchronized (known) {
      for (Proposal proposal : passing ? proposals : List.<Proposal>of()) {
        @Nullable Known tool = known.get(new Key(proposal.server(), proposal.tool()));
        if (tool != null) {
          tool.proposed.remove(proposal.definition());
        }
      }
    }
    drop(proposals.size(), why);
  }

  /** Warns whenever the count has doubled: a server must not be able to fill the log. */
  private void drop(int tools, String why) {
    long count = dropped.addAndGet(tools);
    if (Long.highestOneBit(count) != Long.highestOneBit(count - tools)) {
      LOG.warn(
          "Expected to propose a tool to the catalogue, but {}. {} times so far; an operator can register it by hand.",
          why,
          count);
    }
  }

  private boolean isNews(Proposal proposal, boolean again) {
    synchronized (known) {
      Key key = new Key(proposal.server(), proposal.tool());
      @Nullable Known tool = known.get(key);
      if (tool == null) {
        if (known.size() >= MAX_TOOLS) {
          drop(1, "more than %s tools were seen".formatted(MAX_TOOLS));
          return false;
        }
        tool = new Known();
        known.put(key, tool);
      }
      boolean isNew = !tool.proposed.contains(proposal.definition());
      if (isNew && tool.proposed.size() >= MAX_DEFINITIONS) {
        drop(
            1,
            "%s/%s had more than %s definitions"
                .formatted(proposal.server(), proposal.tool(), MAX_DEFINITIONS));
        return false;
      }
      if (!isNew && !(again && !proposal.definition().equals(tool.last))) {
        return false;
      }
      tool.proposed.add(proposal.definition());
      tool.last = proposal.definition();
      return true;
    }
  }

  /** The tool as ingest takes it, or null when it could not be registered anyway. */
  private static @Nullable Proposal proposal(String server, JsonNode tool) {
    @Nullable String name = tool.path("name").textValue();
    if (name == null || !isName(name) || !tool.path("inputSchema").isObject()) {
      return null;
    }
    ObjectNode sent = JsonRpc.object().put("name", name);
    putText(sent, "title", tool.path("title").textValue(), MAX_TITLE);
    putText(sent, "description", tool.path("description").textValue(), MAX_TEXT);
    sent.set("inputSchema", tool.get("inputSchema"));
    if (tool.path("outputSchema").isObject()) {
      sent.set("outputSchema", tool.get("outputSchema"));
    }
    if (tool.get("annotations") instanceof ObjectNode annotations) {
      sent.set("annotations", readable(annotations));
    }
    try {
      byte[] canonical = CanonicalJson.bytes(StrictJson.parse(JsonRpc.bytes(sent)));
      return new Proposal(server, name, Digest.sha256(canonical), canonical);
    } catch (JsonRefused refused) {
      return null;
    }
  }

  /** A hint that is no boolean is none: without it the tool counts as more dangerous, not less. */
  private static ObjectNode readable(ObjectNode annotations) {
    ObjectNode readable = annotations.deepCopy();
    HINTS.stream()
        .filter(hint -> annotations.has(hint) && !annotations.get(hint).isBoolean())
        .forEach(readable::remove);
    readable.remove("title");
    putText(readable, "title", annotations.path("title").textValue(), MAX_TITLE);
    return readable;
  }

  private static boolean isName(String text) {
    return !text.isBlank()
        && text.length() <= MAX_NAME
        && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private static void putText(ObjectNode to, String key, @Nullable String text, int longest) {
    if (text == null || text.isBlank()) {
      return;
    }
    int end = Math.min(text.length(), longest);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    to.put(key, text.substring(0, end));
  }
}
