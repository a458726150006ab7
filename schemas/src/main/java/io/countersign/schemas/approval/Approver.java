package io.countersign.schemas.approval;

import io.countersign.schemas.call.Limits;
import java.util.List;

/**
 * A person of the tenant's roster of approvers.
 *
 * @param subject who it is, as the issuer of tokens names it
 * @param aliases other names of the same person, such as the one that gateways call a principal by
 * @param groups groups of the person; a vote counts for no other group
 * @param active whether the person may vote at all
 */
public record Approver(String subject, List<String> aliases, List<String> groups, boolean active) {
  public Approver {
    subject = Limits.identifier("subject", subject);
    aliases = Limits.list("aliases", aliases);
    groups = Limits.list("groups", groups);
  }
}
