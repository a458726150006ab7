package io.countersign.gateway;

import io.countersign.gateway.FrameLines.Line;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway in front of an MCP server that speaks newline-delimited JSON-RPC over its standard
 * streams. The server is a child process; its standard error passes through.
 *
 * <p>The end comes from either side. When the client closes its stream (or this process is told to
 * stop), calls not yet sent are given up, the child's input is closed, and the child gets time to
 * end by itself, then a signal, then an end. When the child ends first, calls sent to it are
 * answered with an error and reported UNKNOWN. Either way the outcomes still waiting are delivered
 * before the exit code is given back.
 */
public final class StdioGateway {

  /** Exit code when the server's command cannot be started, as shells give it. */
  public static final int CANNOT_START = 127;

  private static final String LOST =
      "The MCP server ended before it answered; whether the call had an effect is unknown.";

  private static final Logger LOG = LoggerFactory.getLogger(StdioGateway.class);

  private final Limits limits;
  private final Interceptor interceptor;
  private final CallGate gate;
  private final McpSession session;
  private final Process child;
  private final InputStream fromClient;
  private final FrameSink toClient;
  private final FrameSink toServer;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final Map<String, CompletableFuture<Void>> acting = new ConcurrentHashMap<>();
  private final CountDownLatch finished = new CountDownLatch(1);

  private StdioGateway(
      GatewaySettings settings, CallGate gate, Process child, InputStream in, OutputStream out) {
    this.limits = settings.limits();
    this.interceptor = new Interceptor(limits.maxClientFrameBytes(), limits.maxDepth());
    this.gate = gate;
    String runId = UUID.randomUUID().toString();
    this.session = new McpSession(runId, gate.server());
    this.child = child;
    this.fromClient = in;
    this.toClient = new FrameSink(out);
    this.toServer = new FrameSink(child.getOutputStream());
  }

  /**
   * Runs a server behind the gateway until one side ends. Blocks.
   *
   * @param in frames from the client
   * @param out frames to the client; nothing else is written there
   * @param command the server's command with its arguments
   * @return the server's exit code, or {@link #CANNOT_START}
   * @throws UncheckedIOException when the journal of offline grants cannot be used
   */
  public static int run(
      GatewaySettings settings, InputStream in, OutputStream out, List<String> command) {
    if (command.isEmpty()) {
      throw new IllegalArgumentException(
          "Expected the command of an MCP server after `--`, but there is none.");
    }
    // First what may fail for its own reasons, so that no server runs without a gateway.
    CallGate gate = new CallGate(settings, InstantSource.system(), new SecureRandom());
    Process child;
    try {
      child = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException error) {
      // The arguments are not logged: they may hold a credential of the server.
      LOG.error(
          "Expected to start the MCP server with `{}`, but it cannot be started: {}",
          command.getFirst(),
          error.getMessage());
      gate.close();
      return CANNOT_START;
    }
    return new StdioGateway(settings, gate, child, in, out).untilEnd();
  }

  private int untilEnd() {
    Thread hook = new Thread(this::stoppedFromOutside, "gateway-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      Thread.ofPlatform().daemon().name("gateway-from-client").start(this::pumpClient);
      pumpServer();
      int code = exitCode();
      serverIsGone();
      return code;
    } finally {
      awaitVerdicts();
      gate.close();
      finished.countDown();
      removeQuietly(hook);
    }
  }

  /** A call that is permitted while the gateway ends must still be reported as not run. */
  private void awaitVerdicts() {
    CompletableFuture<?>[] open = acting.values().toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(open)
        .completeOnTimeout(null, limits.shutdownGrace().toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private static void removeQuietly(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      LOG.debug("the process is already ending", shuttingDown);
    }
  }

  /** SIGTERM or Ctrl-C: end the child in order, and let the reports out before the process goes. */
  private void stoppedFromOutside() {
    stop();
    try {
      Duration most = limits.shutdownGrace().multipliedBy(4);
      finished.await(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- client → server

  private void pumpClient() {
    try {
      FrameLines lines = new FrameLines(fromClient, limits.maxClientFrameBytes());
      for (Line line = lines.next(); line != null && !stopping.get(); line = lines.next()) {
        if (!line.isBlank()) {
          fromClient(line);
        }
      }
    } catch (IOException gone) {
      LOG.debug("the client's stream ended with an error", gone);
    } finally {
      stop();
    }
  }

  private void fromClient(Line line) throws IOException {
    ClientFrame frame = line.complete() ? read(line.content()) : interceptor.tooLarge();
    switch (frame) {
      case ClientFrame.Refused refused -> toClient.frame(refused.reply());
      case ClientFrame.Pass pass -> {
        switch (session.admit(pass)) {
          case ClientFrame.Refused refused -> toClient.frame(refused.reply());
          case ClientFrame.Pass admitted -> toServer.line(whole(line));
          case ClientFrame.Taken taken -> {}
          case ClientFrame.ToolCall never -> throw new AssertionError("a passing frame is no call");
        }
      }
      case ClientFrame.Taken never -> throw new AssertionError("only a session takes frames");
      case ClientFrame.ToolCall call -> {
        // Acting may block on a slow server, so it has a thread of its own.
        CallGate.Asked asked = gate.ask(session, call, RequestHints.NONE, this::tell);
        CompletableFuture<Void> acted =
            asked.ruling().thenAcceptAsync(ruling -> act(ruling, line), Thread::startVirtualThread);
        String callId = asked.call().callId();
        acting.put(callId, acted);
        var unused = acted.thenRun(() -> acting.remove(callId));
      }
    }
  }

  /**
   * A server may end lines at a carriage return too and would then see other frames than this
   * gateway.
   */
  private ClientFrame read(byte[] content) {
    for (byte b : content) {
      if (b == '\r') {
        return new ClientFrame.Refused(
            JsonRpc.error(
                null,
                JsonRpc.PARSE_ERROR,
                "Expected one frame a line, but a carriage return stands within it."));
      }
    }
    return interceptor.read(content);
  }

  /** A last line without line end gets one, or the server would wait for it. */
  private static byte[] whole(Line line) {
    byte[] bytes = line.bytes();
    if (bytes[bytes.length - 1] == '\n') {
      return bytes;
    }
    byte[] ended = java.util.Arrays.copyOf(bytes, bytes.length + 1);
    ended[bytes.length] = '\n';
    return ended;
  }

  private void act(Ruling ruling, Line line) {
    try {
      carryOut(ruling, line);
    } catch (RuntimeException bug) {
      LOG.error("The gateway failed with a call.", bug);
      if (ruling instanceof Ruling.Permitted permitted) {
        gate.failed(session, permitted);
      }
    }
  }

  private void carryOut(Ruling ruling, Line line) {
    switch (ruling) {
      case Ruling.Reply reply -> answer(reply.frame());
      case Ruling.Gone gone -> {}
      case Ruling.Permitted permitted when stopping.get() ->
          gate.notRun(session, permitted, "client_gone");
      case Ruling.Permitted permitted -> {
        switch (gate.begin(session, permitted)) {
          case Ruling.Reply reply -> answer(reply.frame());
          case Ruling.Gone gone -> {}
          case Ruling.Go go -> send(go.call(), line);
        }
      }
    }
  }

  private void send(OpenCall call, Line line) {
    try {
      toServer.object(whole(line));
    } catch (FrameSink.Unsent unsent) {
      if (call.settle(Outcome.notRun("server_lost"))) {
        answer(
            lostError(call, "The MCP server ended before the call reached it; it was not made."));
      }
    } catch (IOException gone) {
      if (call.settle(Outcome.unknown("server_lost"))) {
        answer(lostError(call, LOST));
      }
    }
  }

  private boolean tell(byte[] frame) {
    answer(frame);
    return true;
  }

  private void answer(byte[] frame) {
    try {
      toClient.frame(frame);
    } catch (IOException gone) {
      stop();
    }
  }

  // ---- server → client

  private void pumpServer() {
    try {
      FrameLines lines = new FrameLines(child.getInputStream(), limits.maxServerFrameBytes());
      for (@Nullable Line line = lines.next(); line != null; line = lines.next()) {
        fromServer(line);
      }
    } catch (IOException gone) {
      LOG.debug("the server's stream ended with an error", gone);
    }
  }

  private void fromServer(Line line) {
    if (line.isBlank()) {
      return;
    }
    if (!line.complete()) {
      LOG.error(
          "Expected a frame of at most {} bytes from the server, but it is longer. It was dropped; raise the server frame limit if it is legitimate.",
          limits.maxServerFrameBytes());
      return;
    }
    // Text that is no frame would break the client's parser; a server must log to its standard
    // error.
    if (!mayBeFrame(line)) {
      LOG.warn("Expected a JSON-RPC frame from the server, but it is none. It was dropped.");
      return;
    }
    // First learn, then forward: the client's next frame may already rest on this one. Reporting an
    // outcome happens elsewhere and holds nobody up.
    session.observe(line.content());
    try {
      toClient.line(whole(line));
    } catch (IOException gone) {
      stop();
    }
  }

  private static boolean mayBeFrame(Line line) {
    for (byte b : line.bytes()) {
      if (b != ' ' && b != '\t') {
        return b == '{' || b == '[';
      }
    }
    return false;
  }

  // ---- the end

  /** Ends the child in order; the server pump then comes to its end. Returns at once. */
  private void stop() {
    if (!stopping.compareAndSet(false, true)) {
      return;
    }
    session.abandonAsking();
    Thread.ofVirtual().name("gateway-stop-child").start(this::stopChild);
  }

  private void stopChild() {
    try {
      toServer.close();
    } catch (IOException gone) {
      LOG.debug("the server's input was closed already", gone);
    }
    long grace = limits.shutdownGrace().toMillis();
    try {
      if (!child.waitFor(grace, TimeUnit.MILLISECONDS)) {
        child.destroy();
        if (!child.waitFor(grace, TimeUnit.MILLISECONDS)) {
          child.destroyForcibly();
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      child.destroyForcibly();
    }
  }

  /** The server closed its output; if it lives on, it is of no more use. */
  private int exitCode() {
    try {
      if (!child.waitFor(limits.shutdownGrace().toMillis(), TimeUnit.MILLISECONDS)) {
        child.destroyForcibly();
      }
      return child.waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      child.destroyForcibly();
      return 1;
    }
  }

  private void serverIsGone() {
    stopping.set(true);
    session.abandonAsking();
    for (OpenCall call : session.lost("server_lost")) {
      answer(lostError(call, LOST));
    }
  }

  private static byte[] lostError(OpenCall call, String message) {
    return JsonRpc.error(
        call.id(), JsonRpc.INTERNAL_ERROR, message + " Call " + call.callId() + ".");
  }
}
