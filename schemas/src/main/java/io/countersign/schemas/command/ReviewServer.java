package io.countersign.schemas.command;

import io.countersign.schemas.control.ServerReview;

/**
 * A person reviewed an MCP server.
 *
 * @param review the review
 */
public record ReviewServer(ServerReview review) implements ControlCommand {
  @Override
  public String control() {
    return "server/" + review.server();
  }
}
