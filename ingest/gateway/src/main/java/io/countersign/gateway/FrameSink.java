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
