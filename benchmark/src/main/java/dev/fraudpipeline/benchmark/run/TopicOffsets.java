package dev.fraudpipeline.benchmark.run;

import dev.fraudpipeline.benchmark.measure.BenchmarkFailedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.RetriableException;

/** Makes topics, and counts what is in them and how far groups have come. Thread-safe. */
public final class TopicOffsets implements AutoCloseable {
  static final int PARTITIONS = 6;

  private static final Duration DEFINITELY_TOO_SLOW = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final Admin admin;

  TopicOffsets(String bootstrapServers) {
    admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
  }

  /**
   * Lets the broker remove the files of a deleted topic within a second, and not a minute later,
   * while something else is measured.
   */
  void removeDeletedSoon() throws BenchmarkFailedException, InterruptedException {
    ConfigResource allBrokers = new ConfigResource(ConfigResource.Type.BROKER, "");
    AlterConfigOp delay =
        new AlterConfigOp(
            new ConfigEntry("log.segment.delete.delay.ms", "1000"), AlterConfigOp.OpType.SET);
    get(admin.incrementalAlterConfigs(Map.of(allBrokers, List.of(delay))).all());
  }

  /** Makes a topic, and waits until every partition has a leader that answers. */
  public void create(String topic, Map<String, String> configuration)
      throws BenchmarkFailedException, InterruptedException {
    NewTopic made =
        new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty()).configs(configuration);
    get(admin.createTopics(List.of(made)).all());
    long giveUp = System.nanoTime() + DEFINITELY_TOO_SLOW.toNanos();
    while (true) {
      try {
        end(topic);
        return;
      } catch (BenchmarkFailedException e) {
        // A broker knows a new topic a moment after the controller does.
        if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > giveUp) {
          throw e;
        }
        Thread.sleep(LOOK.toMillis());
      }
    }
  }

  /** Deletes a topic and what it holds. */
  public void delete(String topic) throws BenchmarkFailedException, InterruptedException {
    get(admin.deleteTopics(List.of(topic)).all());
  }

  /** The sum of the end offsets: the number of records, where no transaction wrote them. */
  public long end(String topic) throws BenchmarkFailedException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked =
        IntStream.range(0, PARTITIONS)
            .boxed()
            .collect(Collectors.toMap(p -> new TopicPartition(topic, p), p -> OffsetSpec.latest()));
    return get(admin.listOffsets(asked).all()).values().stream()
        .mapToLong(partition -> partition.offset())
        .sum();
  }

  /** The sum of what a group has committed; 0 where there is no such group. */
  public long committed(String group) throws BenchmarkFailedException, InterruptedException {
    var asked = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata();
    try {
      return asked.get().values().stream()
          .filter(Objects::nonNull)
          .mapToLong(OffsetAndMetadata::offset)
          .sum();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return 0;
      }
      throw refused(e);
    }
  }

  private static <T> T get(KafkaFuture<T> answer)
      throws BenchmarkFailedException, InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw refused(e);
    }
  }

  private static BenchmarkFailedException refused(ExecutionException e) {
    return new BenchmarkFailedException(
        "Kafka refused: " + e.getCause().getMessage(), e.getCause());
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
