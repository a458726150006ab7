package io.countersign.standalone.embedded;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * How the registry's child process is launched: its class path, flags, environment and log file.
 *
 * @param home the unpacked registry
 * @param folder where its database is kept; also its working folder
 * @param log the file that takes all it prints
 */
record RegistryProcess(Path home, Path folder, Path log) {
  private static final String WATCHDOG =
      RegistryWatchdog.class.getName().replace('.', '/') + ".class";
  private static final LocalDateTime ALWAYS_THE_SAME = LocalDateTime.of(2026, 1, 1, 0, 0);
  private static final long LARGEST_LOG_BYTES = 10L * 1024 * 1024;

  /**
   * The registry reads settings from the environment too, and none of ours (or our secrets) are its
   * business.
   */
  private static final Set<String> ENVIRONMENT =
      Set.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SystemRoot", "TEMP");

  RegistryProcess {
    home = home.toAbsolutePath().normalize();
    folder = folder.toAbsolutePath().normalize();
    log = log.toAbsolutePath().normalize();
  }

  /** Returns whether the unpacked registry is where it should be. */
  boolean isInstalled() {
    return Files.isRegularFile(quarkus());
  }

  /**
   * Launches a child that serves on these two ports of the loopback address. Its standard input
   * must stay open.
   */
  Process launch(int port, int managementPort) throws IOException {
    rotateLog();
    ProcessBuilder builder = new ProcessBuilder(command(port, managementPort));
    builder.directory(folder.toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().retainAll(ENVIRONMENT);
    return builder.start();
  }

  private List<String> command(int port, int managementPort) throws IOException {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx128m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:+ExitOnOutOfMemoryError",
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "--enable-native-access=ALL-UNNAMED",
        // WRITE_DELAY=0: otherwise a schema registered just before a crash is lost, and its id
        // would be given again
        "-Dapicurio.datasource.url=jdbc:h2:file:" + folder.resolve("registry") + ";WRITE_DELAY=0",
        "-Dapicurio.datasource.jdbc.initial-size=2",
        "-Dapicurio.datasource.jdbc.min-size=2",
        "-Dapicurio.datasource.jdbc.max-size=10",
        "-Dquarkus.http.host=127.0.0.1",
        "-Dquarkus.http.port=" + port,
        "-Dquarkus.management.host=127.0.0.1",
        "-Dquarkus.management.port=" + managementPort,
        "-Dquarkus.http.access-log.enabled=false",
        "-Dquarkus.log.level=WARN",
        "-cp",
        watchdogJar() + File.pathSeparator + quarkus(),
        RegistryWatchdog.class.getName());
  }

  private Path quarkus() {
    return home.resolve("quarkus-run.jar");
  }

  /**
   * A jar with the watchdog alone: our own jar would bring our whole class path into the child by
   * its manifest.
   */
  private Path watchdogJar() throws IOException {
    byte[] content = watchdogJarBytes();
    Path jar = folder.resolve("registry-watchdog.jar");
    if (!Files.exists(jar) || !Arrays.equals(Files.readAllBytes(jar), content)) {
      Files.write(jar, content);
    }
    return jar;
  }

  private static byte[] watchdogJarBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (InputStream code = RegistryWatchdog.class.getClassLoader().getResourceAsStream(WATCHDOG);
        JarOutputStream jar = new JarOutputStream(bytes)) {
      if (code == null) {
        throw new FileNotFoundException(WATCHDOG + " is missing from this program");
      }
      JarEntry entry = new JarEntry(WATCHDOG);
      entry.setTimeLocal(ALWAYS_THE_SAME);
      jar.putNextEntry(entry);
      code.transferTo(jar);
    }
    return bytes.toByteArray();
  }

  private void rotateLog() throws IOException {
    if (Files.exists(log) && Files.size(log) > LARGEST_LOG_BYTES) {
      Files.move(
          log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
