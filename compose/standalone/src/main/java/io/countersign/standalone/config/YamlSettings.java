package io.countersign.standalone.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a YAML file into paths and texts: {@code http: {port: 1}} is {@code http.port} and 1, the
 * second section of a list is {@code auth.oidc[1].issuer}.
 */
final class YamlSettings {
  private static final int LARGEST_FILE = 1024 * 1024;
  private static final YAMLMapper YAML =
      new YAMLMapper(
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

  private final Map<String, List<String>> texts = new LinkedHashMap<>();

  private YamlSettings() {}

  /** Every value of the file by its path. */
  static Map<String, List<String>> read(Path file) throws ConfigurationRefused {
    YamlSettings settings = new YamlSettings();
    settings.add("", tree(file));
    return settings.texts;
  }

  private static JsonNode tree(Path file) throws ConfigurationRefused {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
      if (bytes.length > LARGEST_FILE) {
        throw refused(file, "is larger than " + LARGEST_FILE + " bytes");
      }
      JsonNode tree = YAML.readTree(bytes);
      if (tree.isObject() || tree.isMissingNode() || tree.isNull()) {
        return tree;
      }
      throw refused(file, "holds no sections");
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
      // Only the first line: the rest quotes the file.
      throw refused(file, "is not valid" + where + ": " + firstLine(e.getOriginalMessage()));
    } catch (IOException e) {
      throw refused(
          file, "cannot be read (" + e.getClass().getSimpleName() + "): check the path and rights");
    }
  }

  private static String firstLine(String message) {
    return message == null ? "no reason given" : message.lines().findFirst().orElse("");
  }

  private static ConfigurationRefused refused(Path file, String why) {
    return new ConfigurationRefused(
        List.of("Expected a YAML file of settings in " + file + ", but it " + why));
  }

  private void add(String path, JsonNode node) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              field ->
                  add(
                      path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                      field.getValue()));
    } else if (node.isArray() && holdsSections(node)) {
      for (int i = 0; i < node.size(); i++) {
        add(path + "[" + i + "]", node.get(i));
      }
    } else if (node.isArray()) {
      List<String> items = new ArrayList<>();
      node.forEach(item -> items.add(item.asText()));
      texts.put(path, items);
    } else if (!node.isNull() && !node.isMissingNode()) {
      texts.put(path, List.of(node.asText()));
    }
  }

  private static boolean holdsSections(JsonNode array) {
    for (JsonNode item : array) {
      if (item.isContainerNode()) {
        return true;
      }
    }
    return false;
  }
}
