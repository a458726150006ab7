package io.countersign.schemas.call;

/**
 * Who brought a fact to us, and how strong that evidence is.
 *
 * @param gateway authenticated subject that reported
 * @param grade strength of the evidence
 */
public record Source(String gateway, EvidenceGrade grade) {
  public Source {
    gateway = Limits.identifier("gateway", gateway);
  }
}
