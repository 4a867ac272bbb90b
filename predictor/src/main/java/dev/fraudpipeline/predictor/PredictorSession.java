package dev.fraudpipeline.predictor;

import dev.fraudpipeline.common.daemon.Backoff;
import dev.fraudpipeline.common.daemon.Daemon;
import dev.fraudpipeline.common.daemon.Outage;
import dev.fraudpipeline.common.daemon.Retries;
import dev.fraudpipeline.common.daemon.StopSignal;
import dev.fraudpipeline.common.kafka.EarliestConsumer;
import dev.fraudpipeline.common.kafka.Topics;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.log.Summary;
import dev.fraudpipeline.common.rejected.RejectedRecords;
import dev.fraudpipeline.common.schema.PaymentReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of the Kafka clients: reads topic_1, has each batch scored, and makes the output and the
 * input's offsets visible together, in one transaction, or neither.
 *
 * <p>While the model is away the batch is not held but read again later: the consumer's position is
 * the only state, so that a rebalance needs no bookkeeping. It pauses and keeps polling meanwhile,
 * since Kafka evicts a member that does not poll. Not thread-safe.
 */
final class PredictorSession implements Daemon.Session {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE = Duration.ofSeconds(3);
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(250), Duration.ofSeconds(15));

  /**
   * No request begins later than this after its poll. With the longest MODEL_TIMEOUT of two minutes
   * and a commit of ten seconds, a loop stays below max.poll.interval.ms, which is five minutes.
   */
  private static final Duration BUDGET = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(PredictorSession.class);

  private final PredictorConfig config;
  private final Topics topics;
  private final Consumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;
  private final Scorer scorer;
  private final Fencings fencings;
  private final StopSignal stop;

  private final EarliestConsumer source;
  private final PaymentReader reader = new PaymentReader();
  private final Retries retries = new Retries(BACKOFF, RandomGenerator.getDefault());
  private final Outage outage = new Outage(log, "the model");
  private final Summary summary = new Summary();
  private long retryAt;
  private boolean waiting;

  PredictorSession(
      PredictorConfig config,
      Topics topics,
      Consumer<byte[], byte[]> consumer,
      Producer<byte[], byte[]> producer,
      Scorer scorer,
      Fencings fencings,
      StopSignal stop) {
    this.config = config;
    this.topics = topics;
    this.consumer = consumer;
    this.producer = producer;
    this.scorer = scorer;
    this.fencings = fencings;
    this.stop = stop;
    this.source = new EarliestConsumer(consumer);
  }

  @Override
  public void run() throws InterruptedException {
    StopSignal.Subscription stopping = stop.onRaise(consumer::wakeup);
    try {
      topics.awaitAndCreate(
          List.of(config.topic1(), config.topic2()),
          List.of(RejectedRecords.topicFor(config.topic1())));
      if (!stop.isRaised()) {
        producer.initTransactions();
        consumer.subscribe(List.of(config.topic1()));
      }
      loop();
    } catch (WakeupException e) {
      if (!stop.isRaised()) {
        throw e;
      }
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      fencings.fenced(config.instance());
      throw e;
    } finally {
      stopping.close();
      scorer.summarize();
    }
  }

  private void loop() throws InterruptedException {
    while (!stop.isRaised()) {
      if (waiting && System.nanoTime() - retryAt >= 0) {
        waiting = false;
        consumer.resume(consumer.paused());
      }
      ConsumerRecords<byte[], byte[]> records = source.poll(POLL);
      if (!records.isEmpty()) {
        process(records);
      }
      if (summary.isDue()) {
        scorer.summarize();
      }
    }
  }

  private void process(ConsumerRecords<byte[], byte[]> records) throws InterruptedException {
    Batch batch = Batch.read(records, reader);
    int size = config.batchSize().of(records.count() + lag(), config.batchMax());
    long began = System.nanoTime();
    List<ProducerRecord<byte[], byte[]>> outputs = new ArrayList<>(batch.size());
    try {
      do {
        outputs.addAll(scorer.score(batch.nextRequest(outputs.size(), size, config.features())));
      } while (outputs.size() < batch.size() && System.nanoTime() - began < BUDGET.toNanos());
      retries.succeeded();
      outage.succeeded();
    } catch (ModelFailedException e) {
      backOff(e);
    }
    // Each item becomes one record: what could be scored is written, the rest is read again.
    int done = outputs.size();
    if (done > 0 && !writeAtomically(outputs, batch.offsets(done))) {
      done = 0;
    }
    rewind(batch.positions(done));
  }

  /** Payments that are available, besides what was polled. */
  private long lag() {
    long lag = 0;
    for (TopicPartition partition : consumer.assignment()) {
      lag += consumer.currentLag(partition).orElse(0);
    }
    return lag;
  }

  private void backOff(ModelFailedException e) {
    if (stop.isRaised()) {
      return;
    }
    outage.failed(e.getMessage());
    retryAt = System.nanoTime() + retries.failed().toNanos();
    waiting = true;
    consumer.pause(consumer.assignment());
  }

  /**
   * Makes the outputs and the offsets visible together, or neither.
   *
   * @return false where the transaction was aborted, since the group has moved on
   */
  private boolean writeAtomically(
      List<ProducerRecord<byte[], byte[]>> outputs,
      Map<TopicPartition, OffsetAndMetadata> offsets) {
    producer.beginTransaction();
    try {
      for (ProducerRecord<byte[], byte[]> output : outputs) {
        // The commit throws for a send that failed.
        Future<RecordMetadata> unused = producer.send(output);
      }
      producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
      producer.commitTransaction();
      return true;
    } catch (TransactionAbortableException | CommitFailedException e) {
      log.warn("a transaction is aborted and done again: {}", LogText.cause(e));
      producer.abortTransaction();
      return false;
    }
  }

  private void rewind(Map<TopicPartition, Long> positions) {
    positions.forEach(
        (partition, offset) -> {
          // A partition that was given up meanwhile is another member's now.
          if (consumer.assignment().contains(partition)) {
            consumer.seek(partition, offset);
          }
        });
  }

  @Override
  public void close() {
    // The producer first: an open transaction is aborted, and holds up no reader of topic_2.
    producer.close(CLOSE);
    consumer.close(CloseOptions.timeout(CLOSE));
  }
}
