package io.countersign.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.standalone.SharedStack;
import io.countersign.standalone.embedded.EmbeddedStack.Settings;
import io.countersign.standalone.embedded.StartFailure.Reason;
import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStackIT {
  private static final long PATIENCE_SECONDS = 300;

  @Test
  void keepsEverythingAcrossARestart(@TempDir Path data) throws Exception {
    Imprint imprint = new Imprint("restart");
    try (EmbeddedStack first = start(data)) {
      imprint.leaveOn(first);
      imprint.requireOn(first);
      assertThatThrownBy(() -> start(data))
          .isInstanceOfSatisfying(
              StartFailure.class, e -> assertThat(e.reason()).isEqualTo(Reason.DATA_LOCKED))
          .hasMessage(
              "Expected to be the only one to use the data folder %s, but process %d runs on it. Stop that instance, or choose another data folder.",
              data, ProcessHandle.current().pid());
    }
    try (EmbeddedStack second = start(data)) {
      imprint.requireOn(second);
    }
  }

  @Test
  void bringsTheRegistryBackWhenItIsKilled(@TempDir Path data) throws Exception {
    Imprint imprint = new Imprint("killed-registry");
    try (EmbeddedStack stack = start(data)) {
      imprint.leaveOn(stack);
      ProcessHandle killed = stack.registry().process();
      killed.destroyForcibly();
      killed.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!stack.registry().isReady() && System.nanoTime() < deadline) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
      assertThat(stack.registry().process().pid()).isNotEqualTo(killed.pid());
      imprint.requireOn(stack);
    }
  }

  @Test
  void keepsEverythingWhenTheWholeProcessIsKilled(@TempDir Path data) throws Exception {
    Process parent = StackInAnotherProcess.launch(data);
    long registry;
    try (BufferedReader said = parent.inputReader(StandardCharsets.UTF_8)) {
      registry = StackInAnotherProcess.awaitRegistryPid(said);
    } finally {
      parent.destroyForcibly();
    }
    parent.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    var orphan = ProcessHandle.of(registry);
    if (orphan.isPresent()) {
      orphan.get().onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    try (EmbeddedStack again = start(data)) {
      StackInAnotherProcess.IMPRINT.requireOn(again);
    }
  }

  @Test
  void namesTheTakenPortAndItsSetting(@TempDir Path data) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      Path home = SharedStack.registryHome();
      refusesPort(new Settings(data, home, port, 0, 0), "Kafka", "kafkaPort", port);
      refusesPort(new Settings(data, home, 0, port, 0), "OpenSearch", "openSearchPort", port);
      refusesPort(
          new Settings(data, home, 0, 0, port), "the schema registry", "registryPort", port);
    }
  }

  @Test
  void stopsTheOthersWhenOneRefusesItsFolder(@TempDir Path data) throws Exception {
    Path meta = data.resolve("kafka/log/meta.properties");
    Files.createDirectories(meta.getParent());
    Files.writeString(meta, "version=1\nnode.id=7\ncluster.id=another-cluster-entirely\n");
    assertThatThrownBy(() -> start(data))
        .isInstanceOfSatisfying(
            StartFailure.class, e -> assertThat(e.reason()).isEqualTo(Reason.DATA_UNREADABLE))
        .hasMessageStartingWith(
            "Expected Kafka to start on " + data.resolve("kafka") + ", but it refused: ")
        .hasMessageContaining("Restore the folder from a backup");
    Files.delete(meta);
    Imprint imprint = new Imprint("repaired");
    List<Integer> ports = Ports.free(3);
    try (EmbeddedStack repaired =
        EmbeddedStack.start(
            new Settings(
                data, SharedStack.registryHome(), ports.get(0), ports.get(1), ports.get(2)))) {
      assertThat(repaired.bootstrapServers()).isEqualTo("127.0.0.1:" + ports.get(0));
      assertThat(repaired.openSearchUrl()).hasPort(ports.get(1));
      assertThat(repaired.registryUrl()).hasPort(ports.get(2)).hasPath("/apis/ccompat/v7");
      imprint.leaveOn(repaired);
      imprint.requireOn(repaired);
    }
  }

  private static void refusesPort(Settings settings, String server, String setting, int port) {
    assertThatThrownBy(() -> EmbeddedStack.start(settings))
        .isInstanceOfSatisfying(
            StartFailure.class, e -> assertThat(e.reason()).isEqualTo(Reason.PORT_IN_USE))
        .hasMessage(
            "Expected port %d to be free for %s, but another program uses it on 127.0.0.1. Stop that program, or choose another port with the setting %s (0 picks a free one).",
            port, server, setting);
  }

  private static EmbeddedStack start(Path data) throws StartFailure {
    return EmbeddedStack.start(Settings.onFreePorts(data, SharedStack.registryHome()));
  }
}
