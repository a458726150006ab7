package io.countersign.standalone.command;

import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.JsonObject;
import io.countersign.standalone.client.ApiAnswer;
import io.countersign.standalone.client.ApiClient;
import io.countersign.standalone.client.ApiRefused;
import io.countersign.standalone.client.ApiUnreachable;
import io.countersign.standalone.client.Plain;
import io.countersign.standalone.roles.CannotStart;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Files of one export, downloaded into a folder. A file that is not complete ends with {@code
 * .part}; what is there already is not fetched again.
 */
final class ExportFiles {
  private static final int ATTEMPTS = 10;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int BUFFER = 64 * 1024;

  private final ApiClient client;
  private final Path folder;
  private final Map<String, String> tenant;
  private final String exportId;

  ExportFiles(ApiClient client, Path folder, Map<String, String> tenant, String exportId) {
    this.client = client;
    this.folder = folder;
    this.tenant = tenant;
    this.exportId = exportId;
  }

  /** Downloads a file of the manifest, as far as it is not there, and checks its digest. */
  void fetch(JsonObject file)
      throws IOException, ApiRefused, ApiUnreachable, InterruptedException, CannotStart {
    String name = ApiAnswer.text(file, "name");
    if (!name.matches("[a-z0-9-]+(\\.[a-z0-9]+)+")) {
      throw new CannotStart(
          "Expected a plain name of a file, but %s is none.".formatted(Plain.line(name)));
    }
    Path whole = folder.resolve(name);
    String digest = ApiAnswer.text(file, "sha256");
    if (Files.exists(whole) && digest(whole).equals(digest)) {
      return;
    }
    Path part = folder.resolve(name + ".part");
    long size = file.integer("bytes").orElse(0L);
    for (int attempt = 1; length(part) < size; attempt++) {
      try {
        append(part, file, digest);
      } catch (ApiUnreachable | IOException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
    if (!digest(part).equals(digest)) {
      Files.delete(part);
      throw new CannotStart(
          "Expected %s to have the digest that the manifest says, but it has another: start again."
              .formatted(name));
    }
    Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING);
  }

  private void append(Path part, JsonObject file, String digest)
      throws IOException, ApiRefused, ApiUnreachable, InterruptedException {
    List<String> path = List.of("v1", "exports", exportId, "files", ApiAnswer.text(file, "number"));
    long have = length(part);
    Map<String, String> headers =
        Map.of("Range", "bytes=" + have + "-", "If-Range", "\"" + digest + "\"");
    HttpResponse<InputStream> answer =
        client.open(ApiClient.Call.get(path, tenant).withHeaders(headers));
    boolean goesOn = answer.statusCode() == 206;
    try (InputStream in = answer.body();
        OutputStream to =
            Files.newOutputStream(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                goesOn ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING)) {
      in.transferTo(to);
    }
  }

  private static long length(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  private static String digest(Path file) throws IOException {
    MessageDigest sha256;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
      byte[] buffer = new byte[BUFFER];
      while (in.read(buffer) >= 0) {
        // the stream feeds the digest
      }
    }
    return new Digest(sha256.digest()).text();
  }
}
