package io.countersign.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A stdio gateway in this process with a {@link RecordingServer} behind it and the test as its
 * client.
 */
final class RunningStdio implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  private final OutputStream toGateway;
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final Path record;
  private final CompletableFuture<Integer> exit;

  RunningStdio(GatewaySettings settings, Path directory) throws IOException {
    this(
        settings,
        directory.resolve("record"),
        RecordingServer.command(directory.resolve("record")));
  }

  RunningStdio(GatewaySettings settings, Path record, List<String> command) throws IOException {
    this.record = record;
    Pipe in = Pipe.open();
    Pipe out = Pipe.open();
    toGateway = Channels.newOutputStream(in.sink());
    InputStream gatewayIn = Channels.newInputStream(in.source());
    OutputStream gatewayOut = Channels.newOutputStream(out.sink());
    exit =
        CompletableFuture.supplyAsync(
            () -> StdioGateway.run(settings, gatewayIn, gatewayOut, command),
            task -> Thread.ofPlatform().daemon().name("gateway-under-test").start(task));
    Thread.ofPlatform().daemon().name("test-client").start(() -> read(out.source()));
  }

  private void read(Pipe.SourceChannel source) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(source), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        received.add(line);
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  void send(String frame) throws IOException {
    send((frame + "\n").getBytes(StandardCharsets.UTF_8));
  }

  void send(byte[] bytes) throws IOException {
    toGateway.write(bytes);
    toGateway.flush();
  }

  void call(int id, String tool) throws IOException {
    send(
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\",\"arguments\":{\"n\":%d}}}"
            .formatted(id, tool, id));
  }

  /** A call whose client wants to hear of its progress under the name of its id. */
  void callWithProgress(int id, String tool) throws IOException {
    send(
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\",\"arguments\":{\"n\":1},\"_meta\":{\"progressToken\":\"p-%d\"}}}"
            .formatted(id, tool, id));
  }

  /** Says what the client can do; waits for the server's answer. */
  void initialize(int id, String capabilities) throws InterruptedException, IOException {
    send(
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"initialize\",\"params\":{\"capabilities\":%s}}"
            .formatted(id, capabilities));
    awaitAnswer(String.valueOf(id));
  }

  /** Lists tools; the server offers what {@code params} say. */
  JsonNode list(int id, String params) throws InterruptedException, IOException {
    send(
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/list\",\"params\":%s}"
            .formatted(id, params));
    return receive();
  }

  /** Lets the server write a line of its own. */
  void emit(String raw) throws IOException {
    send(
        "{\"jsonrpc\":\"2.0\",\"method\":\"emit\",\"params\":{\"raw\":%s}}"
            .formatted(JSON.writeValueAsString(raw)));
  }

  String receiveText() throws InterruptedException {
    String line = received.poll(PlayedIngest.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("Expected a frame from the gateway, but none came");
    }
    return line;
  }

  JsonNode receive() throws InterruptedException, IOException {
    return JSON.readTree(receiveText());
  }

  /** Sends a harmless request and waits for its answer: everything sent before has been read. */
  JsonNode ping(int id) throws InterruptedException, IOException {
    send("{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"ping\"}".formatted(id));
    JsonNode answer = receive();
    if (answer.path("id").asInt() != id) {
      throw new AssertionError("Expected the answer to the ping, but got " + answer);
    }
    return answer;
  }

  /** Skips frames until the answer to the request with that id. */
  void awaitAnswer(String id) throws InterruptedException, IOException {
    while (!receive().path("id").asText().equals(id)) {
      // Answers to earlier frames are of no interest here.
    }
  }

  /** Waits until the server has been sent that text. */
  void awaitRecorded(String text) throws IOException {
    long end = System.nanoTime() + PlayedIngest.PATIENCE.toNanos();
    while (!recordedText().contains(text)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("Expected the server to get " + text + ", but it did not");
      }
      Thread.onSpinWait();
    }
  }

  /** The bytes the server has been sent so far. */
  byte[] recorded() throws IOException {
    return Files.exists(record) ? Files.readAllBytes(record) : new byte[0];
  }

  String recordedText() throws IOException {
    return new String(recorded(), StandardCharsets.UTF_8);
  }

  void closeInput() throws IOException {
    toGateway.close();
  }

  int awaitExit() {
    return exit.orTimeout(PlayedIngest.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Override
  public void close() throws IOException {
    closeInput();
    awaitExit();
  }
}
