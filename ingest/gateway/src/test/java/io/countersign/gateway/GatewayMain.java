package io.countersign.gateway;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Runs a stdio gateway as a program: ingest URL, token file, then the server's command. */
public final class GatewayMain {

  private GatewayMain() {}

  public static void main(String[] args) {
    GatewaySettings settings =
        GatewaySettings.of(
            URI.create(args[0]), Path.of(args[1]), Identity.user("acme", "ana@acme.example"));
    List<String> command = List.of(args).subList(2, args.length);
    System.exit(StdioGateway.run(settings, System.in, System.out, command));
  }
}
