package io.countersign.gateway;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.ReentrantLock;

/** Writes whole frames, one at a time. Writing blocks while the reader at the other end is slow. */
final class FrameSink {

  private final OutputStream out;
  // A lock, not a monitor: virtual threads wait here without holding a carrier on Java 21.
  private final ReentrantLock lock = new ReentrantLock();

  FrameSink(OutputStream out) {
    this.out = out;
  }

  /** Writes bytes that end with a line end already. */
  void line(byte[] line) throws IOException {
    lock.lock();
    try {
      out.write(line);
      out.flush();
    } finally {
      lock.unlock();
    }
  }

  /** The frame did not arrive: no reader can have taken what did for the whole of it. */
  static final class Unsent extends IOException {
    private static final long serialVersionUID = 1L;

    Unsent(IOException cause) {
      super("the frame was not sent", cause);
    }
  }

  /**
   * Writes a line with one JSON object in two parts, so that a failure tells whether the object can
   * have arrived: without its last brace it is none.
   *
   * @throws Unsent when it cannot have arrived
   * @throws IOException when that is not known
   */
  void object(byte[] line) throws IOException {
    int brace = line.length - 1;
    while (brace > 0 && line[brace] != '}') {
      brace--;
    }
    lock.lock();
    try {
      try {
        out.write(line, 0, brace);
        out.flush();
      } catch (IOException gone) {
        throw new Unsent(gone);
      }
      out.write(line, brace, line.length - brace);
      out.flush();
    } finally {
      lock.unlock();
    }
  }

  /** Writes a frame and its line end. */
  void frame(byte[] frame) throws IOException {
    byte[] line = java.util.Arrays.copyOf(frame, frame.length + 1);
    line[frame.length] = '\n';
    line(line);
  }

  void close() throws IOException {
    lock.lock();
    try {
      out.close();
    } finally {
      lock.unlock();
    }
  }
}
