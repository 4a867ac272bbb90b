package dev.fraudpipeline.sink;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

/** Keeps what is logged, as {@code WARN message}. Thread-safe. */
public final class RecordedLog {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  /** Takes messages without exceptions. */
  public Logger logger() {
    return (Logger)
        Proxy.newProxyInstance(
            Logger.class.getClassLoader(),
            new Class<?>[] {Logger.class},
            (proxy, method, arguments) -> {
              if (method.getReturnType() != void.class) {
                throw new UnsupportedOperationException(method.getName());
              }
              Object[] values =
                  arguments.length == 2 && arguments[1] instanceof Object[] several
                      ? several
                      : Arrays.copyOfRange(arguments, 1, arguments.length);
              lines.add(
                  method.getName().toUpperCase(java.util.Locale.ROOT)
                      + " "
                      + MessageFormatter.basicArrayFormat((String) arguments[0], values));
              return null;
            });
  }

  /** What was said so far. */
  public List<String> lines() {
    return List.copyOf(lines);
  }
}
