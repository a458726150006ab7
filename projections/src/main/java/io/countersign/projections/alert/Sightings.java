package io.countersign.projections.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The latest events that count for something, oldest first; not more than a rule needs.
 *
 * @param list the events
 */
public record Sightings(List<Sighting> list) {
  static final Sightings NONE = new Sightings(List.of());

  static final Form<Sightings> FORM =
      Form.of(
          (to, value) -> {
            to.writeInt(value.list().size());
            for (Sighting one : value.list()) {
              byte[] bytes = Sighting.FORM.write(one);
              to.writeInt(bytes.length);
              to.write(bytes);
            }
          },
          from -> {
            int size = from.readInt();
            List<Sighting> list = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
              list.add(Sighting.FORM.read(from.readNBytes(from.readInt())));
            }
            return new Sightings(list);
          });

  public Sightings {
    list = List.copyOf(list);
  }

  /** Those of the last {@code window} before {@code now}, and one more; the newest {@code most}. */
  Sightings and(Sighting one, Duration window, int most) {
    List<Sighting> next = new ArrayList<>();
    Instant since = one.at().minus(window);
    for (Sighting earlier : list) {
      if (earlier.at().isAfter(since)) {
        next.add(earlier);
      }
    }
    next.add(one);
    return new Sightings(next.subList(Math.max(0, next.size() - most), next.size()));
  }

  int size() {
    return list.size();
  }

  Sighting first() {
    return list.getFirst();
  }
}
