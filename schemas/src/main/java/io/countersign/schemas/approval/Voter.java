package io.countersign.schemas.approval;

import io.countersign.schemas.call.Limits;
import java.util.List;

/**
 * A person who votes, as the token named it.
 *
 * @param subject who it is, as the issuer names it
 * @param groups groups of the person at that moment, as the issuer names them
 */
public record Voter(String subject, List<String> groups) {
  public Voter {
    subject = Limits.identifier("subject", subject);
    groups = Limits.list("groups", groups);
  }
}
