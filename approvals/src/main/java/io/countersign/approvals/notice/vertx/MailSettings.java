package io.countersign.approvals.notice.vertx;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where mail goes.
 *
 * @param host SMTP server
 * @param port its port
 * @param security how the connection is protected
 * @param login user and password, when the server wants them
 * @param from address of the sender
 * @param to addresses of the receivers, at least one
 * @param timeout longest time for one mail
 */
public record MailSettings(
    String host,
    int port,
    Security security,
    Optional<Login> login,
    String from,
    List<String> to,
    Duration timeout) {
  public MailSettings {
    to = List.copyOf(to);
    if (to.isEmpty()) {
      throw new IllegalArgumentException("Expected a receiver of the mail, but there is none");
    }
  }

  /** How the connection is protected. */
  public enum Security {
    /** The server must offer STARTTLS, or no mail is sent. */
    STARTTLS,
    /** TLS from the first byte. */
    TLS,
    /** Nothing is protected. */
    NONE
  }

  /** Who sends. */
  public record Login(String user, String password) {
    @Override
    public String toString() {
      return "Login[user=" + user + "]";
    }
  }
}
