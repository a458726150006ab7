package io.countersign.standalone.embedded;

import io.countersign.standalone.SharedStack;
import io.countersign.standalone.embedded.EmbeddedStack.Settings;
import io.netty.util.NettyRuntime;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that starts a stack, leaves an imprint on it, says the registry's process id and then
 * waits to be killed.
 */
final class StackInAnotherProcess {
  static final Imprint IMPRINT = new Imprint("killed-process");
  private static final String READY = "registry runs as ";

  private StackInAnotherProcess() {}

  public static void main(String[] args) throws Exception {
    // what Vert.x does when it comes first; OpenSearch would then refuse to start, see
    // EmbeddedOpenSearch.shareNetty
    System.err.println("Netty counts processors: " + NettyRuntime.availableProcessors());
    EmbeddedStack stack =
        EmbeddedStack.start(Settings.onFreePorts(Path.of(args[0]), SharedStack.registryHome()));
    IMPRINT.leaveOn(stack);
    System.out.println(READY + stack.registry().process().pid());
    if (System.in.read() < 0) {
      System.exit(3); // the test itself is gone
    }
  }

  static Process launch(Path data) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.add("-Dcountersign.registry.home=" + SharedStack.registryHome());
    command.add("-Dcountersign.log.dir=" + data.resolve("logs"));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(StackInAnotherProcess.class.getName());
    command.add(data.toString());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  static long awaitRegistryPid(BufferedReader said) throws IOException {
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith(READY)) {
        return Long.parseLong(line.substring(READY.length()));
      }
    }
    throw new AssertionError(
        "Expected the other process to start its stack, but it ended without a word");
  }
}
