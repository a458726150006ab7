package io.countersign.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One {@link WholeSystem} for the test class that asks for it, on the shared stack, as a parameter.
 * It stops with the class, so that another class may run an engine of its own. Tests of a class
 * keep apart by tenants of their own.
 */
final class SharedSystem implements BeforeAllCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(SharedSystem.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    new SharedStack().beforeAll(context);
    running(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == WholeSystem.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return running(context).system();
  }

  private static Running running(ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Running.class, key -> Running.start(), Running.class);
  }

  /** What JUnit closes when the class ends. */
  private record Running(WholeSystem system) implements AutoCloseable {
    static Running start() {
      try {
        Path data = Files.createTempDirectory("countersign-system-");
        return new Running(WholeSystem.start(SharedStack.stack(), data));
      } catch (IOException e) {
        throw new IllegalStateException("Expected a temporary folder", e);
      }
    }

    @Override
    public void close() {
      system.close();
    }
  }
}
