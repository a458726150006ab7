package io.countersign.ingest.redact;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Masks what the rules find in the texts of one document, while its budget lasts. */
final class TextScan {

  static final String BUDGET_EXCEEDED = "budget-exceeded";

  /** How often personal data costs a look at each character. */
  private static final int PERSONAL_DATA_PASSES = 2;

  private final SecretRules secrets;
  private final Budget budget;
  private final boolean personalData;

  /**
   * @param personalData whether personal data is masked too, or only secrets
   */
  TextScan(SecretRules secrets, Budget budget, boolean personalData) {
    this.personalData = personalData;
    this.secrets = secrets;
    this.budget = budget;
  }

  /** A text after masking and the ids of the rules that masked, in order of appearance. */
  record Masked(String text, Set<String> ruleIds) {

    static Masked unchanged(String text) {
      return new Masked(text, Set.of());
    }
  }

  Masked mask(String text) {
    if (text.length() < 4) {
      return Masked.unchanged(text);
    }
    FoldedText folded = FoldedText.of(text);
    List<Span> spans = new ArrayList<>();
    boolean complete =
        secrets.find(folded.text(), budget, spans)
            && (!personalData || budget.spend((long) PERSONAL_DATA_PASSES * text.length()));
    if (!complete) {
      return new Masked(marker(BUDGET_EXCEEDED), Set.of(BUDGET_EXCEEDED));
    }
    if (personalData) {
      PersonalData.find(folded.text(), spans);
    }
    return spans.isEmpty() ? Masked.unchanged(text) : replace(text, folded, spans);
  }

  static String marker(String ruleId) {
    return "[redacted:" + ruleId + "]";
  }

  private static Masked replace(String text, FoldedText folded, List<Span> spans) {
    StringBuilder out = new StringBuilder(text.length());
    Set<String> ruleIds = new LinkedHashSet<>();
    int copied = 0;
    for (Span span : Span.united(spans)) {
      Span original = folded.original(span);
      out.append(text, copied, original.start()).append(marker(span.ruleId()));
      ruleIds.add(span.ruleId());
      copied = original.end();
    }
    out.append(text, copied, text.length());
    return new Masked(out.toString(), ruleIds);
  }
}
