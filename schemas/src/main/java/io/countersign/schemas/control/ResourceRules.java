package io.countersign.schemas.control;

import io.countersign.schemas.call.Limits;
import java.util.List;

/**
 * Which resources a tool may touch. An empty allowlist means that nobody limits them.
 *
 * @param allow globs of resource ids, such as {@code ticket:*}
 * @param from where the arguments name the resources
 */
public record ResourceRules(List<String> allow, List<ResourceSource> from) {
  public ResourceRules {
    allow = Limits.list("allowed resources", allow);
    from = Limits.list("resource pointers", from);
  }

  /** No limit on resources. */
  public static final ResourceRules ANY = new ResourceRules(List.of(), List.of());
}
