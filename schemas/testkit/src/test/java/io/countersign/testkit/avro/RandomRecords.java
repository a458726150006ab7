package io.countersign.testkit.avro;

import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.Change;
import io.countersign.schemas.call.LedgerSettings;
import io.countersign.schemas.call.Salt;
import io.countersign.schemas.call.ToolOwner;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.ReleaseBrake;
import io.countersign.schemas.command.SetRetention;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.BrakeScope;
import io.countersign.schemas.control.BudgetLimits;
import io.countersign.schemas.control.BudgetNode;
import io.countersign.schemas.control.ClassRetention;
import io.countersign.schemas.control.CountedBy;
import io.countersign.schemas.control.Evidence;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.HoldScope;
import io.countersign.schemas.control.QuorumSlot;
import io.countersign.schemas.control.Rate;
import io.countersign.schemas.control.RecordClass;
import io.countersign.schemas.control.Scores;
import io.countersign.schemas.control.ServerReview;
import io.countersign.schemas.control.TenantSettings;
import io.countersign.schemas.control.UsageLimit;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.ApprovalClosed;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.RetentionSet;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Valid records whose every component is left to chance. */
final class RandomRecords {
  private static final List<String> LETTERS =
      List.of(
          "a",
          "Z",
          "0",
          "/",
          "\"",
          "\\",
          "\u0000",
          "\n",
          "é",
          "ß",
          "東",
          "\u2028",
          "\uFFFD",
          "👍",
          "\uD83D\uDE80");

  private static final List<String> PLAIN = List.of("a", "Z", "0", "/", "\"", "é", "東", "👍");

  private final RandomGenerator random;
  private boolean plain;

  RandomRecords(RandomGenerator random) {
    this.random = random;
  }

  EventEnvelope event(Class<? extends Event> kind) {
    Event body = (Event) record(kind);
    EventEnvelope base = Samples.event(body);
    plain = true;
    for (RecordComponent component : EventEnvelope.class.getRecordComponents()) {
      if (!List.of("body", "type", "code").contains(component.getName())) {
        base = Variations.with(base, component.getName(), value(component));
      }
    }
    plain = false;
    return base;
  }

  CommandEnvelope command(Class<? extends Command> kind) {
    CommandEnvelope base = Samples.command((Command) record(kind));
    plain = true;
    for (RecordComponent component : CommandEnvelope.class.getRecordComponents()) {
      if (!component.getName().equals("body")) {
        base = Variations.with(base, component.getName(), value(component));
      }
    }
    plain = false;
    return base;
  }

  private Record record(Class<?> type) {
    if (type == LedgerSettings.class) {
      long valid = random.nextLong(1, 1L << 40);
      return new LedgerSettings(
          random.nextInt(1, 99),
          valid,
          random.nextLong(valid, 1L << 41),
          random.nextLong(1, 1L << 40),
          random.nextLong(1, 1L << 40));
    }
    try {
      return make(type);
    } catch (LinkageError refused) {
      // An identifier had control characters: once more with letters that any text may have.
      boolean before = plain;
      plain = true;
      Record made = make(type);
      plain = before;
      return made;
    }
  }

  private Record make(Class<?> type) {
    Record checked = checked(type);
    if (checked != null) {
      return checked;
    }
    RecordComponent[] components = type.getRecordComponents();
    try {
      @Nullable Object[] values = new @Nullable Object[components.length];
      Class<?>[] types = new Class<?>[components.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = value(components[i]);
        types[i] = components[i].getType();
      }
      return (Record) type.getConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Expected chance to make a valid " + type, e);
    }
  }

  /** A record that refuses most of what chance comes up with. */
  private @Nullable Record checked(Class<?> type) {
    boolean before = plain;
    plain = true;
    try {
      return limited(type);
    } finally {
      plain = before;
    }
  }

  private @Nullable Record limited(Class<?> type) {
    return switch (type.getSimpleName()) {
      case "Scores" -> new Scores(score(), score(), score(), score(), score(), score());
      case "QuorumSlot" -> new QuorumSlot(text(), random.nextInt(1, 17));
      case "ApprovalTerms" ->
          new ApprovalTerms(
              List.of((QuorumSlot) record(QuorumSlot.class)),
              random.nextLong(1, ApprovalTerms.MOST_TTL_MILLIS),
              List.of(text()),
              random.nextBoolean(),
              random.nextInt(1, 9),
              random.nextLong(1, ApprovalTerms.MOST_GRANT_TTL_MILLIS),
              maybe(),
              maybe(),
              random.nextBoolean(),
              random.nextBoolean());
      case "Change" -> Change.of((ReleaseBrake) record(ReleaseBrake.class));
      case "ApprovalClosed" ->
          new ApprovalClosed(
              (UUID) value(UUID.class),
              null,
              ApprovalState.values()[5 + random.nextInt(7)],
              text(),
              text(),
              maybe(),
              null);
      case "SetRetention" -> new SetRetention(kept(), text(), text());
      case "RetentionSet" -> new RetentionSet(kept(), kept(), text(), text());
      case "HoldScope" -> new HoldScope(maybe(), null);
      case "Rate" ->
          new Rate(
              random.nextLong(1, 1_000_000_000),
              random.nextLong(1, 31L * 24 * 60 * 60 * 1000),
              random.nextLong(1, 1_000_000_000));
      case "UsageLimit" ->
          new UsageLimit(
              text(),
              (CountedBy) value(CountedBy.class),
              maybe(),
              text(),
              maybe(),
              maybe(),
              maybe(),
              (Rate) record(Rate.class),
              random.nextInt(100));
      case "BrakeScope" -> new BrakeScope(text(), maybe(), maybe());
      case "BudgetNode" -> new BudgetNode(maybe(), maybe(), maybe(), text(), maybe());
      case "BudgetLimits" ->
          new BudgetLimits(
              random.nextLong(1L << 40),
              null,
              random.nextLong(1L << 40),
              random.nextLong(1L << 40));
      case "TenantSettings" ->
          new TenantSettings(
              "Europe/Berlin",
              Gate.PROTOTYPE_ONLY,
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextBoolean(),
              (ApprovalTerms) record(ApprovalTerms.class),
              maybe());
      case "ServerReview" ->
          new ServerReview(
              text(),
              text(),
              (ToolOwner) record(ToolOwner.class),
              (Scores) record(Scores.class),
              List.of((Evidence) record(Evidence.class)),
              List.of(text()),
              List.of(),
              maybe(),
              LocalDate.EPOCH.plusDays(random.nextInt(100_000)).toString(),
              null);
      default -> null;
    };
  }

  private List<ClassRetention> kept() {
    return Stream.of(RecordClass.values())
        .filter(each -> random.nextBoolean())
        .map(each -> new ClassRetention(each, random.nextInt(1, ClassRetention.MOST_DAYS + 1)))
        .toList();
  }

  private int score() {
    return random.nextInt(4);
  }

  private @Nullable String maybe() {
    return random.nextInt(3) == 0 ? null : text();
  }

  private @Nullable Object value(RecordComponent component) {
    boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    return optional && random.nextInt(3) == 0 ? null : value(component.getGenericType());
  }

  private Object value(Type type) {
    if (type instanceof ParameterizedType list) {
      return IntStream.range(0, random.nextInt(4))
          .mapToObj(i -> value(list.getActualTypeArguments()[0]))
          .toList();
    }
    Class<?> raw = (Class<?>) type;
    if (raw == String.class) {
      return text();
    }
    if (raw == int.class) {
      return random.nextInt(1, Integer.MAX_VALUE) >>> random.nextInt(30) | 1;
    }
    if (raw == long.class || raw == Long.class) {
      return random.nextLong(Long.MAX_VALUE) >>> random.nextInt(63);
    }
    if (raw == boolean.class) {
      return random.nextBoolean();
    }
    if (raw == UUID.class) {
      return new UUID(random.nextLong(), random.nextLong());
    }
    if (raw == Instant.class) {
      return Instant.EPOCH.plus(random.nextLong() >> random.nextInt(1, 60), ChronoUnit.MICROS);
    }
    if (raw == Digest.class) {
      return new Digest(bytes(32));
    }
    if (raw == Salt.class) {
      return new Salt(bytes(Salt.BYTES));
    }
    if (raw.isEnum()) {
      return raw.getEnumConstants()[random.nextInt(raw.getEnumConstants().length)];
    }
    return record(raw);
  }

  private String text() {
    StringBuilder text = new StringBuilder("x");
    int length = random.nextInt(8) == 0 ? 100 : random.nextInt(12);
    for (int i = 0; i < length; i++) {
      List<String> letters = plain ? PLAIN : LETTERS;
      text.append(letters.get(random.nextInt(letters.size())));
    }
    return text.toString();
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
