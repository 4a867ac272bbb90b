package dev.fraudpipeline.sink;

import dev.fraudpipeline.common.kafka.KafkaClients;
import dev.fraudpipeline.common.kafka.KafkaOptions;
import dev.fraudpipeline.common.kafka.RejectedRecords;
import dev.fraudpipeline.common.kafka.TopicCreator;
import dev.fraudpipeline.common.lifecycle.DaemonRunner;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.sink.batch.BatchAssembler;
import dev.fraudpipeline.sink.consume.ConsumeLoop;
import dev.fraudpipeline.sink.database.Database;
import dev.fraudpipeline.sink.table.TableSetup;
import dev.fraudpipeline.sink.write.BatchWriter;
import dev.fraudpipeline.sink.write.BatchesInFlight;
import dev.fraudpipeline.sink.write.RejectedTopic;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of the sink's Kafka clients and its database connection. Used by one thread. */
final class SinkSession implements DaemonRunner.Session {
  /** The time in which a mistake in the log-in may show before Kafka is asked. */
  private static final Duration FIRST_CONTACT = Duration.ofSeconds(5);

  /** One poll's records: beyond a full batch, no more than these are held. */
  private static final int MOST_POLLED = 1_000;

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(SinkSession.class);

  private final SinkConfig config;
  private final KafkaClients kafka;
  private final TopicCreator topics;
  private final SinkMetrics metrics;
  private final StopSignal stop;
  private final RejectedTopic rejected;
  private final BatchWriter writer;

  /**
   * @param database lives as long as the process, like {@code table} and {@code topics}: they
   *     remember what was ever well
   */
  SinkSession(
      SinkConfig config,
      KafkaClients kafka,
      Database database,
      TableSetup table,
      TopicCreator topics,
      SinkMetrics metrics,
      StopSignal stop) {
    this.config = config;
    this.kafka = kafka;
    this.topics = topics;
    this.metrics = metrics;
    this.stop = stop;
    this.rejected =
        new RejectedTopic(
            producer(),
            new RejectedRecords(config.get(KafkaOptions.TOPIC_2), "sink", Clock.systemUTC()));
    this.writer = new BatchWriter(database, table, rejected, metrics.write(), stop);
  }

  private Consumer<byte[], byte[]> consumer() {
    return kafka.groupMember(
        config.get(SinkConfig.GROUP),
        Map.of(
            // Besides the batches, this is what a backlog makes the sink hold.
            ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
            2 << 20,
            // As large as the system sees fit: by itself the client asks for 64 KiB, and a
            // fetch comes in dozens of pieces.
            ConsumerConfig.RECEIVE_BUFFER_CONFIG,
            -1),
        Map.of(
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            Math.min(config.get(SinkConfig.BATCH_SIZE), MOST_POLLED)));
  }

  private Producer<byte[], byte[]> producer() {
    return kafka.idempotentProducer(
        Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000),
        Map.of(
            // On a partition whose leader is only just there, a second request can be taken
            // before the first, which is then refused for ever.
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            1,
            // What topic_2 took must not fail here for the size of its new headers.
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            8 << 20,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            Integer.MAX_VALUE));
  }

  @Override
  public void run() throws InterruptedException {
    metrics.begins();
    BatchesInFlight.outcome(writer.open(), FIRST_CONTACT);
    topics.awaitAndCreate(
        List.of(config.get(KafkaOptions.TOPIC_2)),
        List.of(RejectedRecords.topicFor(config.get(KafkaOptions.TOPIC_2))));
    if (stop.isRaised()) {
      return;
    }
    Consumer<byte[], byte[]> consumer = consumer();
    try {
      new ConsumeLoop(
              consumer,
              writer,
              new BatchAssembler(
                  config.get(SinkConfig.BATCH_SIZE), config.get(SinkConfig.BATCH_WAIT)),
              metrics.consume(),
              stop)
          .run(config.get(KafkaOptions.TOPIC_2));
    } finally {
      close(consumer);
    }
  }

  /** Leaves the group. That a broken consumer cannot is no news. */
  private static void close(Consumer<byte[], byte[]> consumer) {
    try {
      consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    } catch (KafkaException e) {
      log.debug("the consumer did not close in peace", e);
    }
  }

  @Override
  public void close() {
    writer.close();
    rejected.close();
  }
}
