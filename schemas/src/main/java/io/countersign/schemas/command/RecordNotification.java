package io.countersign.schemas.command;

import io.countersign.schemas.approval.NoticeKind;
import io.countersign.schemas.call.Limits;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * People were told of an approval or an alert, or could not be.
 *
 * @param approvalId the approval, or the alert that people are told of
 * @param notice what they were told
 * @param channel name of the channel
 * @param delivered whether the channel took it
 * @param attempt how many times it was tried, from 1
 * @param detail what went wrong; holds no secret and no argument
 */
public record RecordNotification(
    UUID approvalId,
    NoticeKind notice,
    String channel,
    boolean delivered,
    int attempt,
    @Nullable String detail)
    implements ApprovalCommand {
  public RecordNotification {
    channel = Limits.identifier("channel", channel);
    detail = Limits.optionalText("detail", detail);
  }
}
