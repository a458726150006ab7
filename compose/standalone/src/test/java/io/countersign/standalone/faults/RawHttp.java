package io.countersign.standalone.faults;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Just enough of HTTP/1.1 to send what a proper client refuses to send, and to read any answer. One
 * connection, opened again when the server has closed it.
 */
final class RawHttp implements AutoCloseable {
  private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(40).toMillis();
  private static final int MOST_BYTES = 16 * 1024 * 1024;

  private final URI base;
  private @Nullable Socket socket;
  private @Nullable InputStream in;

  RawHttp(URI base) {
    this.base = base;
  }

  /** One answer; header names are in lower case. */
  record Answer(int status, Map<String, String> headers, String body, boolean bodiless) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    /** All of it, to search. */
    String text() {
      return status + " " + headers + " " + body;
    }
  }

  /** Sends bytes that are one request, and reads its answer. */
  Answer send(byte[] request) throws IOException {
    boolean head = new String(request, 0, 5, StandardCharsets.ISO_8859_1).equals("HEAD ");
    for (int attempt = 0; ; attempt++) {
      boolean fresh = socket == null;
      try {
        return exchange(request, head);
      } catch (IOException e) {
        close();
        // A kept connection may have been closed meanwhile; a new one has no excuse.
        if (fresh || attempt > 0) {
          throw e;
        }
      }
    }
  }

  private Answer exchange(byte[] request, boolean head) throws IOException {
    Socket open = socket;
    InputStream answer = in;
    if (open == null || answer == null) {
      open = new Socket(base.getHost(), base.getPort());
      open.setSoTimeout(PATIENCE_MILLIS);
      open.setTcpNoDelay(true);
      answer = new BufferedInputStream(open.getInputStream());
      socket = open;
      in = answer;
    }
    try {
      open.getOutputStream().write(request);
      open.getOutputStream().flush();
    } catch (IOException e) {
      // The server may have answered and closed before it had all of it; the answer says why.
      if (answer.available() == 0) {
        throw e;
      }
    }
    Answer read = read(answer, head);
    if (read.header("connection").equalsIgnoreCase("close")) {
      close();
    }
    return read;
  }

  private static Answer read(InputStream in, boolean head) throws IOException {
    String status = line(in);
    if (!status.startsWith("HTTP/1.")) {
      throw new IOException("Expected a status line, but was '" + status + "'");
    }
    int code = Integer.parseInt(status.substring(9, 12));
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    if (code == 100) {
      return read(in, head);
    }
    boolean bodiless = head || code == 204 || code == 304;
    String body = bodiless ? "" : new String(body(in, headers), StandardCharsets.UTF_8);
    return new Answer(code, headers, body, bodiless);
  }

  private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (int size = chunk(in); size > 0; size = chunk(in)) {
        body.write(exactly(in, size));
        line(in);
      }
      line(in);
      return body.toByteArray();
    }
    String length = headers.get("content-length");
    return length == null ? in.readNBytes(MOST_BYTES) : exactly(in, Integer.parseInt(length));
  }

  private static int chunk(InputStream in) throws IOException {
    return Integer.parseInt(line(in).strip(), 16);
  }

  private static byte[] exactly(InputStream in, int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new IOException("Expected " + size + " bytes, but the connection ended before");
    }
    return bytes;
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("Expected a line, but the connection ended after '" + line + "'");
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  @Override
  public void close() throws IOException {
    if (socket != null) {
      socket.close();
    }
    socket = null;
    in = null;
  }
}
