package io.countersign.standalone;

import io.countersign.standalone.embedded.EmbeddedStack;
import io.countersign.standalone.embedded.StartFailure;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One embedded stack for all integration tests of this JVM, in a temporary folder: started before
 * the first test class that asks for it, stopped after the last test of the run. Tests keep apart
 * by unique tenants, topics and indexes.
 *
 * <p>Use it with {@code @ExtendWith(SharedStack.class)} and take the stack as a parameter of type
 * {@link EmbeddedStack} or from {@link #stack()}.
 */
public final class SharedStack implements BeforeAllCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(SharedStack.class);
  private static final AtomicReference<EmbeddedStack> RUNNING = new AtomicReference<>();

  /** Returns the stack of this JVM, for a class that is extended with {@link SharedStack}. */
  public static EmbeddedStack stack() {
    EmbeddedStack stack = RUNNING.get();
    if (stack == null) {
      throw new IllegalStateException(
          "Expected the shared stack to run, but no test class asked for it. Add @ExtendWith(SharedStack.class) to this one.");
    }
    return stack;
  }

  /** Returns the unpacked registry that the build prepared. */
  public static Path registryHome() {
    return Path.of(System.getProperty("countersign.registry.home", "target/registry"));
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    running(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == EmbeddedStack.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return running(context).stack();
  }

  private static Running running(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Running.class, key -> Running.start(), Running.class);
  }

  /** What JUnit closes when the run ends. */
  private record Running(EmbeddedStack stack, Path folder) implements AutoCloseable {
    static Running start() {
      try {
        Path folder = Files.createTempDirectory("countersign-stack-");
        EmbeddedStack stack =
            EmbeddedStack.start(EmbeddedStack.Settings.onFreePorts(folder, registryHome()));
        RUNNING.set(stack);
        return new Running(stack, folder);
      } catch (IOException | StartFailure e) {
        throw new IllegalStateException("The shared stack did not start: " + e.getMessage(), e);
      }
    }

    @Override
    public void close() throws IOException {
      RUNNING.set(null);
      stack.close();
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure)
                throws IOException {
              Files.delete(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    }
  }
}
