package io.countersign.approvals.names;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the names of environments mean. Whatever is not known to be something else is production, so
 * that nobody leaves production by a new name.
 */
public final class Environments {
  /** The name that every environment which counts as production answers to. */
  public static final String PRODUCTION = "prod";

  private static final Set<String> OTHERS = Set.of("dev", "staging", "test", "sandbox");

  private Environments() {}

  /** Whether {@code environment} counts as production; an unnamed one does. */
  public static boolean isProduction(@Nullable String environment) {
    return environment == null || !OTHERS.contains(environment);
  }

  /**
   * Whether a control for {@code scope} holds in {@code environment}. A call that names none may be
   * anywhere, so every control holds for it. Case and blanks around a name make no difference: a
   * control that restricts dev holds in " Dev" too.
   */
  public static boolean covers(@Nullable String scope, @Nullable String environment) {
    return scope == null
        || environment == null
        || folded(scope).equals(folded(environment))
        || (folded(scope).equals(PRODUCTION) && isProduction(environment));
  }

  /** Letters of ASCII in lower case, no blanks around. */
  private static String folded(String name) {
    StringBuilder folded = new StringBuilder(Blanks.stripped(name));
    for (int i = 0; i < folded.length(); i++) {
      char letter = folded.charAt(i);
      if (letter >= 'A' && letter <= 'Z') {
        folded.setCharAt(i, (char) (letter - 'A' + 'a'));
      }
    }
    return folded.toString();
  }
}
