package io.countersign.standalone.estate;

import io.countersign.approvals.policy.PolicyDocument;
import io.countersign.approvals.policy.PolicyLimits;
import io.countersign.approvals.policy.PolicyRefused;
import io.countersign.approvals.policy.yaml.StrictYaml;
import io.countersign.approvals.policy.yaml.YamlNode;
import io.countersign.approvals.policy.yaml.YamlNode.Mapping;
import io.countersign.approvals.policy.yaml.YamlNode.Scalar;
import io.countersign.approvals.policy.yaml.YamlRefused;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import io.countersign.standalone.config.Nearest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the documents of files into controls, and collects what is wrong. */
final class DocumentReader {
  private static final int DEPTH = 64;
  private static final String KIND = "kind";

  /** YAML ends a document at such a line, wherever it stands (YAML 1.2, rule c-forbidden). */
  private static final Pattern MARKER = Pattern.compile("---(\\s.*)?");

  private static final Pattern NOTHING = Pattern.compile("(---)?\\s*(#.*)?");

  private final List<EstateProblem> problems;
  private final Map<Control.Id, Control> controls = new LinkedHashMap<>();

  DocumentReader(List<EstateProblem> problems) {
    this.problems = problems;
  }

  Estate estate() {
    return new Estate(controls.values());
  }

  /** Where a document stands: its lines begin after so many lines of the file. */
  private record Source(Path file, int linesBefore) {}

  private record Document(Source source, String text) {}

  void read(Path file, String text) {
    List<Document> documents = documents(file, text);
    if (documents.isEmpty()) {
      problems.add(
          new EstateProblem(file.toString(), 1, "Expected a document, but there is none."));
    }
    for (Document document : documents) {
      // A file that is one document is hashed as it stands.
      read(document, documents.size() == 1 ? text : document.text);
    }
  }

  private static List<Document> documents(Path file, String text) {
    List<Document> documents = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean says = false;
    int begin = 0;
    int line = 0;
    for (String each : text.split("(?<=\n)", -1)) {
      String bare = each.stripTrailing();
      if (MARKER.matcher(bare).matches()) {
        if (says) {
          documents.add(new Document(new Source(file, begin), part.toString()));
        }
        part.setLength(0);
        says = false;
        begin = line;
      }
      part.append(each);
      says |= !NOTHING.matcher(bare.strip()).matches();
      line++;
    }
    if (says) {
      documents.add(new Document(new Source(file, begin), part.toString()));
    }
    return documents;
  }

  private void read(Document document, String wholeText) {
    Source source = document.source;
    YamlNode root;
    try {
      root = StrictYaml.read(document.text, DEPTH);
    } catch (YamlRefused refused) {
      problem(source, refused.place(), refused.message());
      return;
    }
    if (!(root instanceof Mapping mapping)) {
      problem(source, root.place(), "Expected a mapping, but it is %s.".formatted(root.kind()));
    } else if (mapping.entries().containsKey("policy") && !mapping.entries().containsKey(KIND)) {
      policyFile(source, mapping, wholeText);
    } else {
      control(source, mapping);
    }
  }

  private void policyFile(Source source, Mapping mapping, String text) {
    if (mapping.entries().get("policy") instanceof Scalar name) {
      policy(source, mapping.place(), name.text(), text);
    } else {
      problem(source, mapping.place(), "Expected the name of the policy as policy.");
    }
  }

  private void control(Source source, Mapping mapping) {
    Kind kind = kind(source, mapping);
    if (kind == null) {
      return;
    }
    int before = problems.size();
    ShapeReader reader =
        new ShapeReader((place, message) -> problem(source, place, kind.text() + ": " + message));
    JsonObject body = reader.section(mapping, kind.shape(), "", Set.of(KIND));
    if (problems.size() > before) {
      return;
    }
    if (kind == Kind.POLICY) {
      policy(source, mapping, body);
    } else {
      add(source, mapping.place(), new Control(kind, Normal.section(body, kind.shape())));
    }
  }

  private @Nullable Kind kind(Source source, Mapping mapping) {
    YamlNode node = mapping.entries().get(KIND);
    if (node == null) {
      problem(
          source,
          mapping.place(),
          "Expected kind: one of %s, but it is absent.".formatted(String.join(", ", Kind.texts())));
      return null;
    }
    String text = node instanceof Scalar scalar ? scalar.text() : "";
    Kind kind = Kind.of(text).orElse(null);
    if (kind == null) {
      problem(
          source,
          node.place(),
          "Expected kind: one of %s, but it is \"%s\"%s."
              .formatted(
                  String.join(", ", Kind.texts()),
                  text,
                  Nearest.to(text, Kind.texts()).map(": did you mean %s?"::formatted).orElse("")));
    }
    return kind;
  }

  private void policy(Source source, Mapping mapping, JsonObject body) {
    String name = body.string("name").orElse("");
    String document = body.string("document").orElse(null);
    String file = body.string("file").orElse(null);
    if ((document == null) == (file == null)) {
      problem(source, mapping.place(), "Policy: Expected either document or file.");
    } else if (document != null) {
      policy(source, mapping.place(), name, document);
    } else {
      Path beside = source.file.resolveSibling(String.valueOf(file));
      try {
        policy(source, mapping.place(), name, EstateFiles.text(beside));
      } catch (IOException e) {
        problem(source, mapping.place(), "Policy: %s: %s".formatted(file, EstateFiles.reason(e)));
      }
    }
  }

  /** Compiled and tested here already, so that nothing is applied beside a policy that fails. */
  private void policy(Source source, YamlNode.Place place, String name, String text) {
    try {
      PolicyDocument compiled = PolicyDocument.compile(text, PolicyLimits.DEFAULT);
      if (!compiled.name().equals(name)) {
        problem(
            source,
            place,
            "Policy: Expected the document of %s, but it names itself %s."
                .formatted(name, compiled.name()));
      }
    } catch (PolicyRefused refused) {
      problem(
          source,
          place,
          "Policy %s: Expected a document that can be published, but:\n    %s"
              .formatted(name, String.valueOf(refused.getMessage()).replace("\n", "\n    ")));
      return;
    }
    Map<String, JsonValue> body = new LinkedHashMap<>();
    body.put("name", new JsonString(name));
    body.put("document", new JsonString(text));
    add(source, place, new Control(Kind.POLICY, new JsonObject(body)));
  }

  private void add(Source source, YamlNode.Place place, Control control) {
    Control before = controls.putIfAbsent(control.id(), control);
    // A folder may hold a policy document and the entry that names its file.
    boolean same = control.kind() == Kind.POLICY && control.equals(before);
    if (before != null && !same) {
      problem(
          source,
          place,
          "Expected each control once, but %s is there twice.".formatted(control.told()));
    }
  }

  private void problem(Source source, YamlNode.Place place, String message) {
    problems.add(
        new EstateProblem(source.file.toString(), source.linesBefore + place.line(), message));
  }
}
