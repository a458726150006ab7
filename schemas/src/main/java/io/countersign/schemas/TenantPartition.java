package io.countersign.schemas;

import java.nio.charset.StandardCharsets;

/**
 * Which partition, and so which ledger, a tenant lives in.
 *
 * <p>The algorithm is pinned here because it decides which ledger a tenant's history is in:
 * MurmurHash2 (32 bit, seed {@code 0x9747b28c}) over the UTF-8 bytes of the tenant, sign bit
 * cleared, modulo the partition count. That is what Kafka's default partitioner of the Java client
 * does with the key, so tools that produce with a key arrive at the same partition; but no client
 * library, and no later version of one, can change it.
 */
public final class TenantPartition {

  private static final int SEED = 0x9747b28c;
  private static final int MULTIPLIER = 0x5bd1e995;

  private TenantPartition() {}

  /** The partition of this tenant, from 0 to {@code partitions - 1}. */
  public static int of(String tenant, int partitions) {
    if (tenant.isEmpty()) {
      throw new IllegalArgumentException("Expected a tenant, but was empty");
    }
    if (partitions < 1) {
      throw new IllegalArgumentException("Expected at least one partition, but was " + partitions);
    }
    return (murmur2(tenant.getBytes(StandardCharsets.UTF_8)) & Integer.MAX_VALUE) % partitions;
  }

  /** MurmurHash2 by Austin Appleby (public domain), reading four bytes little-endian at a time. */
  static int murmur2(byte[] data) {
    int hash = SEED ^ data.length;
    int whole = data.length & ~3;
    for (int i = 0; i < whole; i += 4) {
      int block = block(data, i);
      block *= MULTIPLIER;
      block ^= block >>> 24;
      block *= MULTIPLIER;
      hash *= MULTIPLIER;
      hash ^= block;
    }
    if (data.length > whole) {
      for (int i = data.length - 1; i >= whole; i--) {
        hash ^= (data[i] & 0xff) << (8 * (i - whole));
      }
      hash *= MULTIPLIER;
    }
    hash ^= hash >>> 13;
    hash *= MULTIPLIER;
    return hash ^ (hash >>> 15);
  }

  private static int block(byte[] data, int at) {
    return (data[at] & 0xff)
        | (data[at + 1] & 0xff) << 8
        | (data[at + 2] & 0xff) << 16
        | (data[at + 3] & 0xff) << 24;
  }
}
