package io.countersign.standalone.command;

import io.countersign.query.export.Manifest;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonObject;
import io.countersign.standalone.client.ApiAnswer;
import io.countersign.standalone.client.ApiClient;
import io.countersign.standalone.client.ApiRefused;
import io.countersign.standalone.client.ApiUnreachable;
import io.countersign.standalone.client.Plain;
import io.countersign.standalone.roles.CannotStart;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Brings a tenant's events or calls into a folder, and checks that they are what was exported. */
@Command(
    name = "download",
    mixinStandardHelpOptions = true,
    description = {
      "Has a tenant's events or calls exported, downloads the files and checks their digests.",
      "Started again with the same --out, it goes on where it stopped."
    })
final class DownloadCommand implements Callable<Integer> {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final String MARK = "export-id";
  private static final String MANIFEST = "manifest.json";

  @Mixin private ApiOptions api = new ApiOptions();

  @Option(
      names = "--of",
      paramLabel = "WHAT",
      defaultValue = "events",
      description = "events or calls (default: ${DEFAULT-VALUE}).")
  private String of = "events";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "ndjson",
      description = "ndjson, csv or ocsf (default: ${DEFAULT-VALUE}).")
  private String format = "ndjson";

  @Option(
      names = "--order",
      paramLabel = "ORDER",
      defaultValue = "asc",
      description = "asc or desc (default: ${DEFAULT-VALUE}).")
  private String order = "asc";

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Earliest time, included, such as 2026-11-21T00:00:00Z.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Latest time, not included.")
  private @Nullable String to;

  @Option(
      names = "--filter",
      paramLabel = "NAME=VALUE",
      description = "A filter as of GET /v1/events or /v1/calls; may be repeated.")
  private Map<String, String> filters = new TreeMap<>();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      required = true,
      description = "Folder for the files; made when there is none.")
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
  private Path out;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter told = spec.commandLine().getErr();
    try (ApiClient client = api.forTenant(Role.AUDITOR)) {
      JsonObject export = awaitDone(client, id(client), told);
      JsonObject manifest = manifest(client, export);
      ExportFiles files =
          new ExportFiles(client, out, tenant(), ApiAnswer.text(export, "exportId"));
      for (JsonObject file : ApiAnswer.objects(manifest, "files")) {
        files.fetch(file);
        told.printf(
            Locale.ROOT,
            "%s: %s entries, %s bytes, digest right%n",
            Plain.line(ApiAnswer.text(file, "name")),
            ApiAnswer.text(file, "entries"),
            ApiAnswer.text(file, "bytes"));
        told.flush();
      }
      Files.deleteIfExists(out.resolve(MARK));
      JsonObject completeness = manifest.object("completeness").orElse(JsonObject.EMPTY);
      spec.commandLine().getOut().println(Plain.line(ApiAnswer.text(completeness, "statement")));
      spec.commandLine().getOut().flush();
      return Commands.DONE;
    } catch (IOException e) {
      throw new CannotStart(
          "Expected to write the export to %s, but: %s. Run it again: it goes on where it was."
              .formatted(out, e),
          e);
    }
  }

  private Map<String, String> tenant() {
    return api.tenant().map(name -> Map.of("tenant", name)).orElse(Map.of());
  }

  /** The export that this folder was begun for, else a new one. */
  private String id(ApiClient client)
      throws IOException, ApiRefused, ApiUnreachable, InterruptedException, CannotStart {
    Files.createDirectories(out);
    Path mark = out.resolve(MARK);
    String asked = CanonicalJson.text(request());
    if (Files.exists(mark)) {
      List<String> begun = Files.readAllLines(mark, StandardCharsets.UTF_8);
      if (begun.size() != 2 || !begun.get(1).equals(asked)) {
        throw new CannotStart(
            "Expected the options with which %s was begun, but they are others. Repeat those, or choose another --out."
                .formatted(out));
      }
      return begun.getFirst();
    }
    if (Files.exists(out.resolve(MANIFEST))) {
      throw new CannotStart(
          "Expected a folder without an export, but %s has one already: choose another --out."
              .formatted(out));
    }
    ApiAnswer started =
        client.send(ApiClient.Call.json("POST", List.of("v1", "exports"), Map.of(), request()));
    String id = started.text("exportId");
    Files.write(mark, List.of(id, asked), StandardCharsets.UTF_8);
    return id;
  }

  private JsonObject request() {
    JsonObject.Builder named = JsonObject.builder();
    filters.forEach(named::put);
    JsonObject.Builder request =
        JsonObject.builder()
            .put("of", of)
            .put("format", format.toUpperCase(Locale.ROOT))
            .put("order", order)
            .put("filters", named.build());
    api.tenant().ifPresent(name -> request.put("tenant", name));
    if (from != null) {
      request.put("from", from);
    }
    if (to != null) {
      request.put("to", to);
    }
    return request.build();
  }

  private JsonObject awaitDone(ApiClient client, String id, PrintWriter told)
      throws ApiRefused, ApiUnreachable, InterruptedException, CannotStart {
    String before = "";
    while (true) {
      JsonObject export =
          client.send(ApiClient.Call.get(List.of("v1", "exports", id), tenant())).body();
      String state = ApiAnswer.text(export, "state");
      String line =
          "export %s %s: %s of %s entries, %s a second"
              .formatted(
                  Plain.line(id),
                  Plain.line(state),
                  ApiAnswer.text(export, "read"),
                  export.has("total") ? ApiAnswer.text(export, "total") : "?",
                  ApiAnswer.text(export, "entriesPerSecond"));
      if (!line.equals(before)) {
        told.println(line);
        told.flush();
        before = line;
      }
      switch (state) {
        case "DONE" -> {
          return export;
        }
        case "QUEUED", "RUNNING" -> LockSupport.parkNanos(POLL.toNanos());
        default ->
            throw new CannotStart(
                "Expected the export to be done, but it is %s. %s Remove %s to begin anew."
                    .formatted(
                        Plain.line(state),
                        Plain.line(ApiAnswer.text(export, "failure")),
                        out.resolve(MARK)));
      }
    }
  }

  private JsonObject manifest(ApiClient client, JsonObject export)
      throws ApiRefused, ApiUnreachable, InterruptedException, IOException, CannotStart {
    List<String> path = List.of("v1", "exports", ApiAnswer.text(export, "exportId"), "manifest");
    JsonObject manifest = client.send(ApiClient.Call.get(path, tenant())).body();
    if (!Manifest.hasItsDigest(manifest)) {
      throw new CannotStart(
          "Expected a manifest with its own digest, but it has another: somebody changed it.");
    }
    Files.writeString(out.resolve(MANIFEST), CanonicalJson.text(manifest), StandardCharsets.UTF_8);
    return manifest;
  }
}
