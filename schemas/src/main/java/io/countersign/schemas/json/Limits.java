package io.countersign.schemas.json;

/**
 * How much JSON {@link StrictJson} accepts.
 *
 * @param maxBytes longest document, in bytes of UTF-8
 * @param maxDepth most arrays and objects around a value; {@code [[1]]} has depth 2
 * @param maxMembers most members and elements, counted over the whole document
 */
public record Limits(int maxBytes, int maxDepth, int maxMembers) {

  /** What is accepted at most, whatever is configured: the reader and the writer recurse. */
  public static final int HIGHEST_DEPTH = 512;

  /** 256 KiB, depth 64, 32,768 members. */
  public static final Limits DEFAULT = new Limits(256 * 1024, 64, 32_768);

  public Limits {
    if (maxBytes < 1 || maxDepth < 1 || maxDepth > HIGHEST_DEPTH || maxMembers < 1) {
      throw new IllegalArgumentException(
          "Expected positive limits and a depth of at most "
              + HIGHEST_DEPTH
              + ", but they are "
              + maxBytes
              + " bytes, depth "
              + maxDepth
              + ", "
              + maxMembers
              + " members.");
    }
  }
}
