package io.countersign.standalone.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Runs the registry inside its child process and ends it when the parent is gone, however it went:
 * the parent holds the other end of standard input, and the operating system closes that with the
 * parent.
 *
 * <p>This class runs on the registry's class path, not on ours, so it must not use any other class
 * of ours.
 */
public final class RegistryWatchdog {
  private static final String REGISTRY = "io.quarkus.bootstrap.runner.QuarkusEntryPoint";
  private static final long PATIENCE_MILLIS = 8_000;

  private RegistryWatchdog() {}

  /** Starts the registry; returns when it has ended. */
  public static void main(String[] args) throws ReflectiveOperationException {
    daemon("parent-watch", () -> stopAtEndOf(System.in));
    Class.forName(REGISTRY).getMethod("main", String[].class).invoke(null, (Object) args);
  }

  private static void stopAtEndOf(InputStream parent) {
    try {
      parent.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // a broken pipe says the same as its end: nobody is there any more
    }
    Thread exiting = Thread.currentThread();
    daemon("last-resort", () -> haltUnlessOver(exiting));
    System.exit(0);
  }

  /**
   * A thread that exits ends only with its process, so seeing it wait so long is to be too late.
   */
  private static void haltUnlessOver(Thread exiting) {
    try {
      exiting.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(1);
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
