package io.countersign.standalone;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** Everything this JVM logs while it is open, down to DEBUG, with messages of throwables. */
final class CapturedLog extends AbstractAppender implements AutoCloseable {
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);

  private CapturedLog() {
    super("captured", null, null, false, Property.EMPTY_ARRAY);
  }

  static CapturedLog open() {
    CapturedLog captured = new CapturedLog();
    captured.start();
    captured.loggers().forEach(logger -> logger.addAppender(captured, Level.DEBUG, null));
    captured.context.updateLoggers();
    return captured;
  }

  private Iterable<LoggerConfig> loggers() {
    return context.getConfiguration().getLoggers().values();
  }

  @Override
  public void append(LogEvent event) {
    StringBuilder line = new StringBuilder(event.getMessage().getFormattedMessage());
    for (Throwable cause = event.getThrown(); cause != null; cause = cause.getCause()) {
      line.append('\n').append(cause);
    }
    lines.add(line.toString());
  }

  String text() {
    return String.join("\n", lines);
  }

  @Override
  public void close() {
    loggers().forEach(logger -> logger.removeAppender(getName()));
    context.updateLoggers();
    stop();
  }
}
