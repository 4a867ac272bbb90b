package dev.fraudpipeline.predictor;

import dev.fraudpipeline.common.kafka.EarliestConsumer;
import dev.fraudpipeline.common.kafka.KafkaOptions;
import dev.fraudpipeline.common.kafka.RejectedRecords;
import dev.fraudpipeline.common.kafka.TopicCreator;
import dev.fraudpipeline.common.lifecycle.DaemonRunner;
import dev.fraudpipeline.common.lifecycle.StopSignal;
import dev.fraudpipeline.common.log.PeriodicSummary;
import dev.fraudpipeline.predictor.commit.FencingCounter;
import dev.fraudpipeline.predictor.commit.TransactionCommitter;
import dev.fraudpipeline.predictor.commit.UncommittedRecords;
import dev.fraudpipeline.predictor.consume.PartitionListener;
import dev.fraudpipeline.predictor.consume.RecordIntake;
import dev.fraudpipeline.predictor.model.EndpointPool;
import dev.fraudpipeline.predictor.model.ModelEndpoint;
import dev.fraudpipeline.predictor.score.RejectionBudget;
import dev.fraudpipeline.predictor.score.ScoredOutput;
import dev.fraudpipeline.predictor.score.ScoringQueue;
import dev.fraudpipeline.predictor.score.ScoringWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * One life of the Kafka clients. This thread polls, and does nothing that could keep it from it:
 * Kafka evicts a member that does not poll. Beside it {@code MODEL_CONCURRENCY} workers have
 * payments scored, and a committer writes what is finished: none of them waits for another. What
 * was read and is not committed is bounded; beyond that the partitions are paused.
 *
 * <p>Used by one thread, from the constructor to {@link #close()}.
 */
final class PredictorSession implements DaemonRunner.Session {
  private static final Duration POLL = Duration.ofMillis(100);

  /** While paused: soon enough to go on before the workers have nothing to do. */
  private static final Duration POLL_FULL = Duration.ofMillis(10);

  /** Before a partition is given up, and at the end: what is answered is committed. */
  private static final Duration FLUSH = Duration.ofMillis(2_500);

  /** At the end: what is asked is answered. */
  private static final Duration LAST_ANSWERS = Duration.ofMillis(3_500);

  private static final Duration CLOSE = Duration.ofMillis(1_500);

  private final PredictorConfig config;
  private final TopicCreator topics;
  private final Consumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;
  private final EndpointPool endpoints;
  private final ScoredOutput outputs;
  private final FencingCounter fencings;
  private final PredictorMetrics metrics;
  private final StopSignal stop;

  private final UncommittedRecords uncommitted;
  private final ScoringQueue queue;
  private final TransactionCommitter committer;
  private final RecordIntake intake;
  private final ScoringWorker[] workers;
  private final EarliestConsumer source;
  private final PeriodicSummary summary = new PeriodicSummary();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

  PredictorSession(
      PredictorConfig config,
      TopicCreator topics,
      Consumer<byte[], byte[]> consumer,
      Producer<byte[], byte[]> producer,
      EndpointPool endpoints,
      RejectionBudget budget,
      ScoredOutput outputs,
      FencingCounter fencings,
      PredictorMetrics metrics,
      StopSignal stop) {
    this.config = config;
    this.topics = topics;
    this.consumer = consumer;
    this.producer = producer;
    this.endpoints = endpoints;
    this.outputs = outputs;
    this.fencings = fencings;
    this.metrics = metrics;
    this.stop = stop;
    this.source = new EarliestConsumer(consumer, metrics.reading()::lost);
    this.uncommitted = new UncommittedRecords(config.mostRecords(), PredictorConfig.MOST_BYTES);
    this.queue =
        new ScoringQueue(
            config.get(PredictorConfig.BATCH_SIZE),
            config.get(PredictorConfig.BATCH_MAX),
            config.get(PredictorConfig.BATCH_WAIT),
            config.get(PredictorConfig.MODEL_FEATURES));
    this.committer =
        new TransactionCommitter(
            uncommitted, producer, metrics.flow(), config.get(PredictorConfig.COMMIT_INTERVAL));
    this.intake = new RecordIntake(uncommitted, queue, committer, outputs);
    this.workers = new ScoringWorker[config.get(PredictorConfig.MODEL_CONCURRENCY)];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new ScoringWorker(queue, endpoints, outputs, budget, committer);
    }
  }

  @Override
  public void run() throws InterruptedException {
    metrics.begins(uncommitted, endpoints);
    StopSignal.Subscription stopping = stop.onRaise(consumer::wakeup);
    try {
      topics.awaitAndCreate(
          List.of(config.get(KafkaOptions.TOPIC_1), config.get(KafkaOptions.TOPIC_2)),
          List.of(RejectedRecords.topicFor(config.get(KafkaOptions.TOPIC_1))));
      if (!stop.isRaised()) {
        producer.initTransactions();
        consumer.subscribe(
            List.of(config.get(KafkaOptions.TOPIC_1)),
            new PartitionListener(consumer, uncommitted, committer, metrics.reading(), FLUSH));
        startThreads();
      }
      loop();
      finish();
    } catch (KafkaException e) {
      if (FencingCounter.isFencing(e)) {
        fencings.fenced(config.instance());
      }
      throw e;
    } finally {
      stopping.close();
      outputs.summarize();
    }
  }

  private void startThreads() {
    start("committer", committer);
    for (ScoringWorker worker : workers) {
      start("scoring", worker);
    }
    for (ModelEndpoint endpoint : endpoints.all()) {
      start("nurse", () -> endpoints.probeUntilHealthy(endpoint));
    }
  }

  private void start(String name, Runnable work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (RuntimeException e) {
                failure.compareAndSet(null, e);
                consumer.wakeup();
              }
            },
            Predictor.NAME + "-" + name);
    thread.setDaemon(true);
    threads.add(thread);
    metrics.works(thread);
    thread.start();
  }

  private void loop() throws InterruptedException {
    while (!stop.isRaised()) {
      throwFailure();
      intake.take(poll(), consumer.groupMetadata());
      if (config.get(PredictorConfig.BATCH_SIZE).share()) {
        queue.unread(lag());
      }
      if (summary.isDue()) {
        outputs.summarize();
      }
    }
  }

  /** More records, unless there are enough. */
  private ConsumerRecords<byte[], byte[]> poll() throws InterruptedException {
    boolean needed = queue.awaitFewer(config.mostWaiting(), POLL_FULL);
    boolean full = uncommitted.isFull();
    if (full || !needed) {
      consumer.pause(consumer.assignment());
    } else {
      consumer.resume(consumer.paused());
    }
    return poll(!needed ? Duration.ZERO : full ? POLL_FULL : POLL);
  }

  private ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    try {
      ConsumerRecords<byte[], byte[]> polled = source.poll(timeout);
      metrics.reading().read(polled.count());
      metrics.turns();
      return polled;
    } catch (WakeupException e) {
      // The loop looks at what it is woken for.
      return ConsumerRecords.empty();
    }
  }

  private void throwFailure() {
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  /** Payments that are available, besides what was polled. */
  private long lag() {
    long lag = 0;
    for (TopicPartition partition : consumer.assignment()) {
      lag += consumer.currentLag(partition).orElse(0);
    }
    return lag;
  }

  /** Lets what is asked be answered, and what is answered be committed, each within a bound. */
  private void finish() throws InterruptedException {
    metrics.rests(threads);
    queue.close();
    endpoints.close();
    queue.awaitIdle(LAST_ANSWERS);
    committer.flush(FLUSH);
    throwFailure();
  }

  @Override
  public void close() {
    metrics.rests(threads);
    queue.close();
    endpoints.close();
    committer.close();
    uncommitted.close();
    threads.forEach(Thread::interrupt);
    // The producer first: an open transaction is aborted, and holds up no reader of topic_2.
    producer.close(CLOSE);
    consumer.close(CloseOptions.timeout(CLOSE));
  }
}
