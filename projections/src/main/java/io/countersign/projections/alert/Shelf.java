package io.countersign.projections.alert;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One kind of thing that is remembered: each for a time, and at most so many of each tenant. When
 * there are more, the one that ends first makes room, so that nobody can fill the memory. Ledger
 * time decides what has ended.
 *
 * @param <T> the thing
 */
public final class Shelf<T> {
  private static final Comparator<Place> ORDER =
      Comparator.comparingLong(Place::endsAtMillis)
          .thenComparing(Place::tenant)
          .thenComparing(Place::name);

  private static final TreeSet<Place> NOTHING = new TreeSet<>(ORDER);

  private final Memory memory;
  private final String prefix;
  private final int mostOfTenant;
  private final Form<T> form;
  private final TreeSet<Place> all = new TreeSet<>(ORDER);
  private final Map<String, TreeSet<Place>> ofTenant = new HashMap<>();

  private record Place(long endsAtMillis, String tenant, String name) {}

  /**
   * Something whose time has ended.
   *
   * @param tenant whose it was
   * @param name its name
   * @param value what it was
   */
  public record Ended<T>(String tenant, String name, T value) {}

  /**
   * @param name name of the shelf; letters
   * @param mostOfTenant how many of each tenant are kept
   */
  public Shelf(Memory memory, String name, int mostOfTenant, Form<T> form) {
    this.memory = memory;
    this.prefix = name + "\n";
    this.mostOfTenant = mostOfTenant;
    this.form = form;
  }

  /** Takes note of what the memory holds already; called for every entry of it before the rest. */
  void found(String key, byte[] value) {
    if (key.startsWith(prefix)) {
      int tenantEnd = key.indexOf('\n', prefix.length());
      place(
          new Place(
              ByteBuffer.wrap(value).getLong(),
              key.substring(prefix.length(), tenantEnd),
              key.substring(tenantEnd + 1)));
    }
  }

  /** What is kept under a name, unless its time has ended. */
  public Optional<T> get(String tenant, String name, Instant now) {
    byte[] kept = memory.get(key(tenant, name));
    return kept == null || ByteBuffer.wrap(kept).getLong() <= now.toEpochMilli()
        ? Optional.empty()
        : Optional.of(read(kept));
  }

  /** Keeps a value until a time; one of the same name is replaced. */
  public void put(String tenant, String name, T value, Instant until) {
    forget(tenant, name);
    byte[] bytes = form.write(value);
    memory.put(
        key(tenant, name),
        ByteBuffer.allocate(Long.BYTES + bytes.length)
            .putLong(until.toEpochMilli())
            .put(bytes)
            .array());
    place(new Place(until.toEpochMilli(), tenant, name));
    TreeSet<Place> own = Objects.requireNonNull(ofTenant.get(tenant));
    if (own.size() > mostOfTenant) {
      forget(tenant, own.first().name());
    }
  }

  /** Some of a tenant's whose names begin so, those that end first; at most {@code most}. */
  public List<T> some(String tenant, String beginning, int most, Instant now) {
    List<T> some = new ArrayList<>();
    for (Place place : ofTenant.getOrDefault(tenant, NOTHING)) {
      if (some.size() < most && place.name().startsWith(beginning)) {
        get(tenant, place.name(), now).ifPresent(some::add);
      }
    }
    return some;
  }

  /** Forgets a name, if it is known. */
  public void forget(String tenant, String name) {
    String key = key(tenant, name);
    byte[] before = memory.get(key);
    if (before != null) {
      memory.remove(key);
      Place place = new Place(ByteBuffer.wrap(before).getLong(), tenant, name);
      all.remove(place);
      @Nullable TreeSet<Place> own = ofTenant.get(tenant);
      if (own != null && own.remove(place) && own.isEmpty()) {
        ofTenant.remove(tenant);
      }
    }
  }

  /**
   * Forgets up to {@code most} of those whose time has ended and returns them, first ended first.
   */
  public List<Ended<T>> ended(Instant now, int most) {
    List<Ended<T>> ended = new ArrayList<>();
    while (ended.size() < most
        && !all.isEmpty()
        && all.first().endsAtMillis() <= now.toEpochMilli()) {
      Place place = all.first();
      byte[] kept = Objects.requireNonNull(memory.get(key(place.tenant(), place.name())));
      ended.add(new Ended<>(place.tenant(), place.name(), read(kept)));
      forget(place.tenant(), place.name());
    }
    return ended;
  }

  /** Forgets up to {@code most} of those whose time has ended. */
  void tidy(Instant now, int most) {
    for (int i = 0;
        i < most && !all.isEmpty() && all.first().endsAtMillis() <= now.toEpochMilli();
        i++) {
      forget(all.first().tenant(), all.first().name());
    }
  }

  private void place(Place place) {
    all.add(place);
    ofTenant.computeIfAbsent(place.tenant(), tenant -> new TreeSet<>(ORDER)).add(place);
  }

  private T read(byte[] kept) {
    byte[] bytes = new byte[kept.length - Long.BYTES];
    System.arraycopy(kept, Long.BYTES, bytes, 0, bytes.length);
    return form.read(bytes);
  }

  /** Neither a tenant nor a shelf has a line break in its name. */
  private String key(String tenant, String name) {
    return prefix + tenant + "\n" + name;
  }
}
