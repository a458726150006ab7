package io.countersign.schemas.control;

/** Names of controls as events, decisions and the API write them. */
public final class ControlId {
  private ControlId() {}

  /**
   * Name of a tool, such as {@code tool/tickets/close_ticket}. A slash in the server's name is
   * written {@code %2F} (RFC 3986), so that two tools never share a name.
   */
  public static String tool(String server, String name) {
    return "tool/" + server.replace("%", "%25").replace("/", "%2F") + "/" + name;
  }
}
