package dev.fraudpipeline.producer.delivery;

import dev.fraudpipeline.common.kafka.KafkaClientConfig;
import dev.fraudpipeline.common.kafka.KafkaClientKind;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/** Asks, beside the client that sends, whether the leaders of a topic are there. Thread-safe. */
public final class TopicLeaders {
  private static final int PATIENCE_MS = 5_000;

  private final KafkaClientConfig properties;
  private final String topic;

  public TopicLeaders(KafkaClientConfig properties, String topic) {
    this.properties = properties;
    this.topic = topic;
  }

  /** Whether each partition's leader answers within five seconds. */
  public boolean answer() throws InterruptedException {
    try (Admin admin =
        Admin.create(
            properties.configuration(
                KafkaClientKind.ADMIN,
                Map.of(),
                Map.of(
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS,
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS)))) {
      TopicDescription description =
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
      Map<TopicPartition, OffsetSpec> ends =
          description.partitions().stream()
              .collect(
                  Collectors.toMap(
                      partition -> new TopicPartition(topic, partition.partition()),
                      partition -> OffsetSpec.latest()));
      admin.listOffsets(ends).all().get();
      return true;
    } catch (ExecutionException e) {
      // Away, in whatever way: then the client that sends is not to blame.
      return false;
    }
  }
}
