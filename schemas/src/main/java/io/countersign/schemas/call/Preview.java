package io.countersign.schemas.call;

/**
 * A diff or dry run that the gateway supplied. Redacted text.
 *
 * @param kind {@code diff}, {@code dry-run} or {@code text}
 * @param content the preview itself
 */
public record Preview(String kind, String content) {
  public Preview {
    kind = Limits.identifier("preview kind", kind);
    content = Limits.text("preview content", content);
  }
}
