package io.countersign.projections.alert.detect;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which actors, or tools, of a tenant have a series of their own: the busiest, by the space-saving
 * algorithm (Metwally, Agrawal and El Abbadi, "Efficient Computation of Frequent and Top-k Elements
 * in Data Streams", ICDT 2005), with counts that halve every two days. The rest is counted together
 * as {@link Series#OTHER}. Whoever invents a new name for each call fills no memory, and shows in
 * the series of the rest.
 *
 * <p>A name has a series from the first event on while there is room; a newcomer to a full table
 * takes the place of the least, and has a series once it was surely seen five times.
 */
public final class TopEntities {
  private static final byte FORM = 1;
  private static final double SURELY = 5;
  private static final long HALF_LIFE_MILLIS = Duration.ofDays(2).toMillis();
  private static final int MAX_CAPACITY = 10_000;

  private final int capacity;
  private final Map<String, Entry> entries = new TreeMap<>();
  private long nextHalvingMillis;

  /**
   * @param count how often it was seen at most
   * @param error by how much that may be too high
   * @param latestMillis when it was last seen
   */
  private record Entry(double count, double error, long latestMillis) {
    boolean sure() {
      return error == 0 || count - error >= SURELY;
    }
  }

  /**
   * Where an event is to be counted, and what is over.
   *
   * @param name the name of the series: the entity's or {@link Series#OTHER}
   * @param forgotten entities whose series are not needed any more; their states are to be dropped
   */
  public record Placed(String name, List<String> forgotten) {
    /** Copies. */
    public Placed {
      forgotten = List.copyOf(forgotten);
    }
  }

  /**
   * A table without names.
   *
   * @param capacity how many it holds, 1 to 10 000
   */
  public TopEntities(int capacity) {
    if (capacity < 1 || capacity > MAX_CAPACITY) {
      throw new IllegalArgumentException(
          "Expected a capacity of 1 to %s, but was %s".formatted(MAX_CAPACITY, capacity));
    }
    this.capacity = capacity;
  }

  /** How many names it holds. */
  public int size() {
    return entries.size();
  }

  /**
   * Counts one event of an entity.
   *
   * @param name the actor or tool
   * @param millis the ledger time, since the epoch
   */
  public Placed place(String name, long millis) {
    List<String> forgotten = new ArrayList<>(0);
    halve(millis, forgotten);
    Entry known = entries.get(name);
    Entry seen;
    if (known != null) {
      seen = new Entry(known.count + 1, known.error, Math.max(millis, known.latestMillis));
    } else if (entries.size() < capacity) {
      seen = new Entry(1, 0, millis);
    } else {
      Entry least = forgetLeast(forgotten);
      seen = new Entry(least.count + 1, least.count, millis);
    }
    entries.put(name, seen);
    return new Placed(seen.sure() ? name : Series.OTHER, forgotten);
  }

  private Entry forgetLeast(List<String> forgotten) {
    Map.Entry<String, Entry> least =
        entries.entrySet().stream()
            .min(
                Comparator.comparingDouble(
                        (Map.Entry<String, Entry> entry) -> entry.getValue().count)
                    .thenComparingLong(entry -> entry.getValue().latestMillis)
                    .thenComparing(Map.Entry::getKey))
            .orElseThrow();
    // taken out first: removing may put another key into an entry of the map
    String name = least.getKey();
    Entry gone = least.getValue();
    entries.remove(name);
    forgotten.add(name);
    return gone;
  }

  /** Every two days all counts halve, and who was not seen for the time to live is forgotten. */
  private void halve(long millis, List<String> forgotten) {
    if (nextHalvingMillis == 0) {
      nextHalvingMillis = millis + HALF_LIFE_MILLIS;
    }
    if (millis < nextHalvingMillis) {
      return;
    }
    long times = 1 + (millis - nextHalvingMillis) / HALF_LIFE_MILLIS;
    nextHalvingMillis += times * HALF_LIFE_MILLIS;
    double kept = StrictMath.pow(0.5, (double) times);
    long oldest = millis - SeriesDetector.TIME_TO_LIVE.toMillis();
    for (Map.Entry<String, Entry> entry : new TreeMap<>(entries).entrySet()) {
      Entry old = entry.getValue();
      if (old.latestMillis < oldest) {
        entries.remove(entry.getKey());
        forgotten.add(entry.getKey());
      } else {
        // a name that has a series keeps it: what was sure stays sure
        double error = old.sure() ? 0 : old.error * kept;
        entries.put(entry.getKey(), new Entry(old.count * kept, error, old.latestMillis));
      }
    }
  }

  /** The whole state. */
  public byte[] write() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream to = new DataOutputStream(bytes)) {
      to.writeByte(FORM);
      to.writeInt(capacity);
      to.writeLong(nextHalvingMillis);
      to.writeInt(entries.size());
      for (Map.Entry<String, Entry> entry : entries.entrySet()) {
        to.writeUTF(entry.getKey());
        to.writeDouble(entry.getValue().count);
        to.writeDouble(entry.getValue().error);
        to.writeLong(entry.getValue().latestMillis);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /**
   * What {@link #write} wrote.
   *
   * @throws IllegalArgumentException when it is of another form
   */
  public static TopEntities read(byte[] state) {
    try (DataInputStream from = new DataInputStream(new ByteArrayInputStream(state))) {
      if (from.readByte() != FORM) {
        throw new IllegalArgumentException(
            "Expected a table of form %s, but it has another: rebuild the alerts".formatted(FORM));
      }
      TopEntities table = new TopEntities(from.readInt());
      table.nextHalvingMillis = from.readLong();
      int size = from.readInt();
      for (int i = 0; i < size; i++) {
        String name = from.readUTF();
        table.entries.put(name, new Entry(from.readDouble(), from.readDouble(), from.readLong()));
      }
      return table;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "Expected a whole table of entities, but it ends early: rebuild the alerts", e);
    }
  }
}
