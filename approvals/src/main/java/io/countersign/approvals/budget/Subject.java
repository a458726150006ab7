package io.countersign.approvals.budget;

import java.util.List;
import java.util.stream.Collectors;

/** The name of one node among those of a budget or limit. */
final class Subject {
  private Subject() {}

  /**
   * Nothing for no value, the value itself for one; several are joined by slashes, and a slash or a
   * percent sign in one of them is written as a URI would. So as many other values never give the
   * same subject.
   */
  static String of(List<String> values) {
    return values.size() == 1
        ? values.getFirst()
        : values.stream()
            .map(value -> value.replace("%", "%25").replace("/", "%2F"))
            .collect(Collectors.joining("/"));
  }
}
