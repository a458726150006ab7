package io.countersign.gateway.vertx;

import io.countersign.gateway.McpSession;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads along with an answer that streams through, and shows the frames in it to the session.
 * Bounded memory.
 */
sealed interface BodyObserver {

  void feed(byte[] chunk);

  /** The answer is complete. */
  void end();

  /** Whether a further event could be appended here without damage. */
  boolean mayAppend();

  /** Whether the client could resume this stream elsewhere and get the rest of it there. */
  boolean resumable();

  /** One JSON body. */
  final class Json implements BodyObserver {

    private final McpSession session;
    private final int limit;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final long length;
    private boolean tooLong;
    private boolean shown;

    /**
     * @param length the length announced, or -1: a client may act as soon as it has that much
     */
    Json(McpSession session, int limit, long length) {
      this.session = session;
      this.limit = limit;
      this.length = length;
    }

    @Override
    public void feed(byte[] chunk) {
      if (body.size() + chunk.length > limit) {
        tooLong = true;
        body.reset();
      } else if (!tooLong) {
        body.writeBytes(chunk);
        if (body.size() == length) {
          end();
        }
      }
    }

    @Override
    public void end() {
      if (!tooLong && !shown && body.size() > 0) {
        shown = true;
        session.observe(body.toByteArray());
      }
    }

    @Override
    public boolean mayAppend() {
      return false;
    }

    @Override
    public boolean resumable() {
      return false;
    }
  }

  /**
   * Server-sent events, as in the HTML standard, section 9.2.6; the data of each event is one
   * frame.
   */
  final class Events implements BodyObserver {

    private final McpSession session;
    private final int limit;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private boolean afterReturn;
    private boolean eventOpen;
    private boolean tooLong;
    private boolean sawId;

    Events(McpSession session, int limit) {
      this.session = session;
      this.limit = limit;
    }

    @Override
    public void feed(byte[] chunk) {
      for (byte b : chunk) {
        if (b == '\n' && afterReturn) {
          afterReturn = false;
          continue;
        }
        afterReturn = b == '\r';
        if (b == '\n' || b == '\r') {
          endOfLine();
        } else if (line.size() < limit) {
          line.write(b);
          eventOpen = true;
        } else {
          tooLong = true;
        }
      }
    }

    private void endOfLine() {
      if (line.size() == 0) {
        endOfEvent();
        return;
      }
      String text = line.toString(StandardCharsets.UTF_8);
      line.reset();
      if (text.startsWith("data:")) {
        String value = text.substring(text.startsWith("data: ") ? 6 : 5);
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        if (data.size() + bytes.length > limit) {
          tooLong = true;
        } else {
          data.writeBytes(bytes);
          data.write('\n');
        }
      } else if (text.startsWith("id:")) {
        sawId = true;
      }
    }

    private void endOfEvent() {
      byte[] frame = data.toByteArray();
      boolean whole = !tooLong;
      data.reset();
      tooLong = false;
      eventOpen = false;
      if (whole && frame.length > 0) {
        session.observe(frame);
      }
    }

    @Override
    public void end() {
      // An event without its empty line is not dispatched by the client either.
    }

    @Override
    public boolean mayAppend() {
      return !eventOpen;
    }

    @Override
    public boolean resumable() {
      return sawId;
    }
  }

  /** A body that holds no frames. */
  record None() implements BodyObserver {
    @Override
    public void feed(byte[] chunk) {}

    @Override
    public void end() {}

    @Override
    public boolean mayAppend() {
      return false;
    }

    @Override
    public boolean resumable() {
      return false;
    }
  }
}
