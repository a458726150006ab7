package io.countersign.schemas.event;

import io.countersign.schemas.approval.NoticeKind;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * People were told of an approval or an alert, or could not be.
 *
 * @param approvalId the approval, or the alert that people are told of
 * @param callId the call, when it is about one
 * @param notice what they were told
 * @param channel name of the channel
 * @param delivered whether the channel took it
 * @param attempt how many times it was tried, from 1
 * @param detail what went wrong; holds no secret and no argument
 */
public record NotificationRecorded(
    UUID approvalId,
    @Nullable UUID callId,
    NoticeKind notice,
    String channel,
    boolean delivered,
    int attempt,
    @Nullable String detail)
    implements ApprovalEvent {
  @Override
  public EventCode code() {
    return delivered ? EventCode.CS3070I : EventCode.CS3071W;
  }
}
