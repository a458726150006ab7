package io.countersign.standalone.command;

import io.countersign.standalone.config.Configuration;
import io.countersign.standalone.demo.Demo;
import io.countersign.standalone.roles.Endpoints;
import io.countersign.standalone.roles.SecretKeys;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows everything once. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Lets an agent use a sample MCP server of tickets and payments through the gateway, and prints the story of its run. Needs a running `countersign up`.")
final class DemoCommand implements Callable<Integer> {
  @Mixin private Setup setup = new Setup();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Configuration configuration = setup.read();
    Endpoints up = Connection.running(configuration);
    PrintWriter out = spec.commandLine().getOut();
    Demo demo =
        new Demo(
            up.http(),
            new SecretKeys(configuration).issuer(),
            Instant.now(),
            line -> {
              out.println(line);
              out.flush();
            },
            Terminal.paint());
    String runId = demo.run();
    String option = setup.data == null ? "" : " --data '%s'".formatted(setup.data);
    out.printf(
        """

        Fetch it yourself:
          curl -H "Authorization: Bearer $(./countersign token --role auditor --tenant %s --subject me%s)" '%s'
        """,
        Demo.TENANT, option, demo.storyUrl(runId));
    out.flush();
    return Commands.DONE;
  }
}
