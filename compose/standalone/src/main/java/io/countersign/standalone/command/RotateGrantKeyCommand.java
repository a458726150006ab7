package io.countersign.standalone.command;

import io.countersign.standalone.roles.SecretKeys;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes the next key of grants the current one. */
@Command(
    name = "rotate-grant-key",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the next key of grants the one that signs, and a new key the next one.",
      "Refused until the next key has been published for ten minutes, so that every gateway has read it. Running processes notice within 30 s."
    })
final class RotateGrantKeyCommand implements Callable<Integer> {
  @Mixin private Setup setup = new Setup();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    new SecretKeys(setup.read()).rotateGrants(Instant.now());
    spec.commandLine().getErr().println("The next key signs grants now.");
    spec.commandLine().getErr().flush();
    return Commands.DONE;
  }
}
