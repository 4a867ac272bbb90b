package dev.fraudpipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.kafka.TopicContents;
import dev.fraudpipeline.sandbox.postgres.SandboxPostgres;
import dev.fraudpipeline.sandbox.process.JarCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * What is around a sink under test: a new topic_2, table and group, all of one name, on the real
 * servers, and the settings that lead there.
 */
public final class Surroundings {
  public static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(2);

  private static final int LONGEST = 40;
  private static final int PARTITIONS = 3;

  private final SandboxKafka kafka;
  private final Psql psql;
  private final String name;
  private final Map<String, String> environment = new HashMap<>();

  /**
   * Makes the topic, so that it can be written to before there is a sink.
   *
   * @param test a name that no other test of the same servers has
   */
  Surroundings(SandboxKafka kafka, SandboxPostgres postgres, String test) throws IOException {
    this.kafka = kafka;
    this.psql = new Psql(postgres);
    String lower = test.toLowerCase(Locale.ROOT);
    this.name = lower.substring(0, Math.min(LONGEST, lower.length()));
    kafkaProperties(Map.of());
    environment.put("DATABASE_URL", postgres.address());
    environment.put("TOPIC_2", name);
    environment.put("TOPIC_PARTITIONS", Integer.toString(PARTITIONS));
    environment.put("SINK_TABLE", name);
    environment.put("SINK_GROUP", name);
    environment.put("SINK_BATCH_SIZE", "100");
    environment.put("SINK_BATCH_WAIT", "50ms");
    try (Admin admin = admin()) {
      admin.createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1))).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The sink's settings; to be changed before it starts. */
  Map<String, String> environment() {
    return environment;
  }

  /** Writes the sink's client.properties anew, with these beside the broker's address. */
  void kafkaProperties(Map<String, String> more) throws IOException {
    Path file = Files.createTempFile(name, ".properties");
    file.toFile().deleteOnExit();
    StringBuilder lines = new StringBuilder("bootstrap.servers=" + kafka.address() + "\n");
    more.forEach((key, value) -> lines.append(key).append('=').append(value).append('\n'));
    Files.writeString(file, lines);
    environment.put("KAFKA_CONFIG", file.toString());
  }

  /** A sink of the real jar. */
  JarCommand command(Path log) {
    JarCommand command = JarCommand.of(Path.of("target", "sink.jar"), log);
    for (Map.Entry<String, String> setting : environment.entrySet()) {
      command = command.environment(setting.getKey(), setting.getValue());
    }
    return command;
  }

  /** What the topic, the table and the group are called. */
  String name() {
    return name;
  }

  /** The table as SQL takes it. */
  String table() {
    return '"' + name + '"';
  }

  Psql psql() {
    return psql;
  }

  /** Sends payments {@code t<first>} and on. */
  void send(int first, int count) {
    send(Predictions.records(name, first, count));
  }

  void send(List<ProducerRecord<byte[], byte[]>> records) {
    Predictions.send(kafka.address(), records);
  }

  void awaitRows(BooleanSupplier running, int atLeast) {
    await()
        .atMost(DEFINITELY_TOO_SLOW)
        .failFast("the sink ended", () -> !running.getAsBoolean())
        .ignoreExceptionsInstanceOf(SQLException.class)
        .until(() -> rows() >= atLeast);
  }

  void awaitRows(RunningSink sink, int atLeast) {
    awaitRows(sink::isRunning, atLeast);
  }

  /** How many there are; 0 where there is no table. */
  int rows() throws SQLException {
    return psql.ask("SELECT to_regclass('" + table() + "')") == null
        ? 0
        : Integer.parseInt(psql.ask("SELECT count(*) FROM " + table()));
  }

  /** That payments {@code t0} to {@code t<count - 1>} are one row each, and there are no others. */
  void assertExactly(int count) throws SQLException {
    assertThat(psql.rows("SELECT trans_num FROM " + table()))
        .extracting(row -> row.get("trans_num"))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, count).mapToObj(i -> "t" + i).toList());
  }

  void awaitCommitted(long offsets) {
    await().atMost(DEFINITELY_TOO_SLOW).until(() -> committed() == offsets);
  }

  /** The sum of the group's committed offsets. */
  long committed() throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      return admin
          .listConsumerGroupOffsets(environment.get("SINK_GROUP"))
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .mapToLong(position -> position.offset())
          .sum();
    }
  }

  /** The ids of the group's members, each of which ends when the member leaves or is thrown out. */
  List<String> members() throws ExecutionException, InterruptedException {
    String group = environment.get("SINK_GROUP");
    try (Admin admin = admin()) {
      return admin
          .describeConsumerGroups(List.of(group))
          .describedGroups()
          .get(group)
          .get()
          .members()
          .stream()
          .map(MemberDescription::consumerId)
          .toList();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return List.of();
      }
      throw e;
    }
  }

  List<ConsumerRecord<byte[], byte[]>> rejected() {
    return TopicContents.committed(kafka.address(), name + "_rejected");
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", kafka.address()));
  }
}
