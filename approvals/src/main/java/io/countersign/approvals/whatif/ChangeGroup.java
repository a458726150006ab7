package io.countersign.approvals.whatif;

import io.countersign.schemas.call.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one tool that would have changed in the same way for the same reason.
 *
 * @param key what they have in common
 * @param calls how many
 * @param consequences how many of them only because earlier calls changed
 * @param examples the first of them
 */
public record ChangeGroup(Key key, long calls, long consequences, List<ChangedCall> examples) {
  public ChangeGroup {
    examples = List.copyOf(examples);
  }

  /**
   * What a group has in common.
   *
   * @param server MCP server
   * @param tool tool of that server
   * @param from recorded verdict
   * @param to verdict under the other policy
   * @param code code of the reason that decides: of the one that refuses or asks now, or that no
   *     longer does where the call would be allowed
   * @param reference rule or control of that reason
   */
  public record Key(
      String server,
      String tool,
      Verdict from,
      Verdict to,
      String code,
      @Nullable String reference) {}
}
