package io.countersign.standalone.config;

import io.countersign.standalone.config.Texts.Unexpected;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration: command line over environment over file over defaults. Nothing is
 * guessed: a key that no setting has is refused.
 */
public final class ConfigurationReader {
  /** Variables of the launcher itself, which are no settings. */
  static final Set<String> OTHER_VARIABLES =
      Set.of("COUNTERSIGN_DEBUG", "COUNTERSIGN_LOG_FORMAT", "COUNTERSIGN_JAVA_OPTS");

  private static final Pattern INDEX = Pattern.compile("\\[\\d+]");
  private static final int MOST_SECTIONS = 64;

  private final List<Key> keys = Key.of(Configuration.class);
  private final Map<String, Key> byPath =
      keys.stream().collect(Collectors.toMap(Key::path, Function.identity()));
  private final Map<String, Source> found = new HashMap<>();
  private final List<Effective> effective = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private record Source(List<String> texts, Origin origin, String name) {}

  /** One value that holds, and where it came from. */
  public record Effective(String path, String value, Origin origin) {}

  /**
   * The configuration with the story of its values.
   *
   * @param configuration checked
   * @param effective each setting that was given, for the log; it holds no secret, because no
   *     setting does
   */
  public record Read(Configuration configuration, List<Effective> effective) {}

  private ConfigurationReader() {}

  /**
   * Reads and checks.
   *
   * @param file the YAML file, which must exist when given
   * @param environment all variables of the process
   * @param commandLine texts by path, such as {@code http.port}
   * @throws ConfigurationRefused with every problem found
   */
  public static Read read(
      Optional<Path> file, Map<String, String> environment, Map<String, String> commandLine)
      throws ConfigurationRefused {
    ConfigurationReader reader = new ConfigurationReader();
    if (file.isPresent()) {
      reader.take(file.get());
    }
    reader.take(environment);
    commandLine.forEach(
        (path, text) ->
            reader.found.put(path, new Source(List.of(text), Origin.COMMAND_LINE, path)));
    Object tree = reader.bind(Configuration.class, "");
    if (!reader.problems.isEmpty() || !(tree instanceof Configuration configuration)) {
      throw new ConfigurationRefused(reader.problems);
    }
    return new Read(configuration, List.copyOf(reader.effective));
  }

  private void take(Path file) throws ConfigurationRefused {
    Map<String, List<String>> texts = new LinkedHashMap<>(YamlSettings.read(file));
    texts.forEach(
        (path, values) -> {
          if (byPath.containsKey(INDEX.matcher(path).replaceAll("[]"))) {
            found.put(path, new Source(values, Origin.FILE, path));
          } else {
            problems.add(unknown(path, file));
          }
        });
  }

  private String unknown(String path, Path file) {
    String asked = INDEX.matcher(path).replaceAll("[]");
    String section = asked + ".";
    if (byPath.keySet().stream().anyMatch(known -> known.startsWith(section))) {
      return "%s: expected a section with keys of its own, but was a value (in %s)"
          .formatted(path, file);
    }
    return "%s: expected a known setting, but %s has none of this name%s"
        .formatted(path, file, meant(Nearest.to(asked, new TreeSet<>(byPath.keySet()))));
  }

  private void take(Map<String, String> environment) {
    Map<String, Key> byVariable = Key.byVariable(keys);
    for (Map.Entry<String, String> variable : new java.util.TreeMap<>(environment).entrySet()) {
      String name = variable.getKey();
      if (!name.startsWith(Key.PREFIX) || OTHER_VARIABLES.contains(name)) {
        continue;
      }
      Key key = byVariable.get(name);
      if (key == null) {
        Set<String> known = new TreeSet<>(byVariable.keySet());
        known.addAll(OTHER_VARIABLES);
        problems.add(
            "%s: expected a known setting, but the environment sets one of this name%s"
                .formatted(name, meant(Nearest.to(name, known))));
      } else {
        found.put(key.path(), new Source(List.of(variable.getValue()), Origin.ENVIRONMENT, name));
      }
    }
  }

  private static String meant(Optional<String> nearest) {
    return nearest.map(name -> "; did you mean " + name + "?").orElse("");
  }

  /** Builds a section; absent when something in it is refused. */
  private @Nullable Object bind(Class<?> section, String prefix) {
    RecordComponent[] components = section.getRecordComponents();
    Object[] values = new Object[components.length];
    boolean complete = true;
    for (int i = 0; i < components.length; i++) {
      @Nullable Object value = component(components[i], prefix);
      complete &= value != null;
      if (value != null) {
        values[i] = value;
      }
    }
    return complete ? create(section, components, values, prefix) : null;
  }

  private @Nullable Object component(RecordComponent component, String prefix) {
    String path = prefix + component.getName();
    if (component.getType().isRecord()) {
      return bind(component.getType(), path + ".");
    }
    if (Key.isListOfRecords(component.getGenericType())) {
      return sections(Key.elementOf(component.getGenericType()), path);
    }
    return leaf(component, path);
  }

  private @Nullable Object sections(Class<?> section, String path) {
    List<Object> sections = new ArrayList<>();
    for (int i = 0; i < MOST_SECTIONS; i++) {
      String prefix = path + "[" + i + "].";
      if (found.keySet().stream().noneMatch(given -> given.startsWith(prefix))) {
        return List.copyOf(sections);
      }
      Object bound = bind(section, prefix);
      if (bound == null) {
        return null;
      }
      sections.add(bound);
    }
    problems.add(
        "%s: expected at most %d sections, but there are more".formatted(path, MOST_SECTIONS));
    return null;
  }

  private @Nullable Object leaf(RecordComponent component, String path) {
    Setting words = Key.words(component);
    Source source = found.get(path);
    List<String> texts = source == null ? List.of(words.standard()) : source.texts();
    try {
      Object value = Texts.value(component.getGenericType(), words, texts);
      if (source != null) {
        effective.add(new Effective(path, String.join(", ", texts), source.origin()));
      }
      return value;
    } catch (Unexpected e) {
      String where = source == null || source.name().equals(path) ? "" : " (" + source.name() + ")";
      problems.add(path + ": " + e.getMessage() + where);
      return null;
    }
  }

  private @Nullable Object create(
      Class<?> section, RecordComponent[] components, Object[] values, String prefix) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return section.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      String place = prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1) + ": ";
      problems.add(place + e.getTargetException().getMessage());
      return null;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Expected a public record, but was " + section, e);
    }
  }
}
