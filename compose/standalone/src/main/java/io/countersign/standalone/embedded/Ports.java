package io.countersign.standalone.embedded;

import io.countersign.standalone.embedded.StartFailure.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ports of the loopback address: picking free ones, and saying clearly when a wanted one is taken.
 */
final class Ports {
  /**
   * How often a server is started again with other ports when one it picked was taken in between.
   */
  static final int ATTEMPTS = 5;

  private Ports() {}

  /**
   * Picks ports that nobody listens on. Another program may take one before it is used, so a caller
   * that gets a {@link BindException} picks again, at most {@link #ATTEMPTS} times.
   */
  static List<Integer> free(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Expected a free loopback port, but the system gave none", e);
    } finally {
      held.forEach(Ports::release);
    }
  }

  /** Checks that a port a person chose can be listened on. Port 0 always can. */
  static void requireFree(int port, String server, String setting) throws StartFailure {
    if (port < 0 || port > 65_535) {
      throw new StartFailure(
          Reason.PORT_IN_USE,
          "Expected a port from 0 to 65535 in the setting %s (0 picks a free one), but it is %d."
              .formatted(setting, port));
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
    } catch (IOException e) {
      throw taken(port, server, setting, e);
    }
  }

  static StartFailure taken(int port, String server, String setting, @Nullable Throwable cause) {
    return new StartFailure(
        Reason.PORT_IN_USE,
        "Expected port %d to be free for %s, but another program uses it on 127.0.0.1. Stop that program, or choose another port with the setting %s (0 picks a free one)."
            .formatted(port, server, setting),
        cause);
  }

  /** Returns whether a failure goes back to a port that was taken. */
  static boolean isBindFailure(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return true;
      }
    }
    return false;
  }

  private static void release(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Expected to release port " + socket.getLocalPort(), e);
    }
  }
}
