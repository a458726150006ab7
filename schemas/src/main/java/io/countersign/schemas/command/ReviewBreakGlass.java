package io.countersign.schemas.command;

import io.countersign.schemas.call.Limits;
import java.util.UUID;

/**
 * Another person has looked at what was done behind a broken glass.
 *
 * @param approvalId the approval
 * @param justified whether it was right
 * @param comment what was found
 * @param by who looked
 */
public record ReviewBreakGlass(UUID approvalId, boolean justified, String comment, String by)
    implements ApprovalCommand {
  public ReviewBreakGlass {
    comment = Limits.reason(comment);
    by = Limits.identifier("by", by);
  }
}
