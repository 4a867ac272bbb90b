package dev.fraudpipeline.sink;

import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands tests the real broker and the real PostgreSQL that all classes of this JVM share, and a
 * sink's {@link Surroundings} on them, new for each test. A server starts when it is first asked
 * for, stops when the last class is done, and is healed after each test.
 */
public final class SharedServers implements ParameterResolver, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(SharedServers.class);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == SandboxKafka.class
        || type == SandboxPostgres.class
        || type == Surroundings.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    if (type == SandboxKafka.class) {
      return kafka(context);
    }
    return type == SandboxPostgres.class ? postgres(context) : surroundings(context);
  }

  private static SandboxKafka kafka(ExtensionContext context) {
    return store(context).computeIfAbsent(Kafka.class, type -> new Kafka(), Kafka.class).broker;
  }

  private static SandboxPostgres postgres(ExtensionContext context) {
    return store(context)
        .computeIfAbsent(Postgres.class, type -> new Postgres(), Postgres.class)
        .server;
  }

  private static Surroundings surroundings(ExtensionContext context) {
    String test =
        context
            .getTestMethod()
            .map(Method::getName)
            .orElse(context.getRequiredTestClass().getSimpleName());
    try {
      return new Surroundings(
          kafka(context), postgres(context), "t" + NUMBER.incrementAndGet() + "_" + test);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Store store(ExtensionContext context) {
    return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Store store = store(context);
    Optional.ofNullable(store.get(Kafka.class, Kafka.class))
        .ifPresent(kafka -> kafka.broker.heal());
    Optional.ofNullable(store.get(Postgres.class, Postgres.class))
        .ifPresent(postgres -> postgres.server.heal());
  }

  private static final class Kafka implements AutoCloseable {
    private final Path folder = temporaryFolder("kafka");
    private final SandboxKafka broker = SandboxKafka.start(folder, 0);

    @Override
    public void close() {
      broker.close();
      delete(folder);
    }
  }

  private static final class Postgres implements AutoCloseable {
    private final Path folder = temporaryFolder("postgres");
    private final SandboxPostgres server = SandboxPostgres.start(folder, 0);

    @Override
    public void close() {
      server.close();
      delete(folder);
    }
  }

  private static Path temporaryFolder(String name) {
    try {
      return Files.createTempDirectory("sink-it-" + name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
