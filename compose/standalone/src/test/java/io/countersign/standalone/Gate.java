package io.countersign.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A way to a real server that can be shut: connections are then cut and new ones refused at once,
 * as when the server's process is gone.
 */
final class Gate implements AutoCloseable {
  private final URI target;
  private final ServerSocket door;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean open = true;

  Gate(URI target) throws IOException {
    this.target = target;
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::admit);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + door.getLocalPort());
  }

  void shut() {
    open = false;
    sockets.forEach(Gate::cut);
  }

  void open() {
    open = true;
  }

  private void admit() {
    while (!door.isClosed()) {
      try {
        Socket in = door.accept();
        sockets.add(in);
        if (!open) {
          cut(in);
          continue;
        }
        Socket out = new Socket(target.getHost(), target.getPort());
        sockets.add(out);
        Thread.ofVirtual().start(() -> pass(in, out));
        Thread.ofVirtual().start(() -> pass(out, in));
        if (!open) {
          cut(in);
          cut(out);
        }
      } catch (IOException e) {
        // the gate was closed, or one connection failed: the next one may not
      }
    }
  }

  private void pass(Socket from, Socket to) {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException e) {
      // cut
    } finally {
      cut(from);
      cut(to);
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private static void cut(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("Closing a socket failed", e);
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    shut();
  }
}
