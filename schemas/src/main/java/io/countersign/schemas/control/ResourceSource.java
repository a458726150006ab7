package io.countersign.schemas.control;

import io.countersign.schemas.call.Limits;

/**
 * Where the arguments name a resource.
 *
 * @param pointer JSON pointer into the arguments; a segment {@code *} means every element
 * @param prefix what stands before the value in a resource id, such as {@code ticket:}; may be
 *     empty
 */
public record ResourceSource(String pointer, String prefix) {
  public ResourceSource {
    pointer = Limits.identifier("resource pointer", pointer);
    if (prefix.length() > Limits.IDENTIFIER) {
      throw new IllegalArgumentException(
          "Expected a resource prefix of at most 256 characters, but it has " + prefix.length());
    }
  }
}
