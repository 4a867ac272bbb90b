package dev.fraudpipeline.benchmark.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.benchmark.measure.BenchmarkFailedException;
import dev.fraudpipeline.common.kafka.PipelineHeaders;
import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.sandbox.payments.InventedPayment;
import dev.fraudpipeline.sandbox.payments.PaymentGenerator;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The payments of the benchmarks: always the same ones, as records and as rows. The first second of
 * their times is fixed, so that a figure of today and one of tomorrow are of the same bytes.
 */
public final class PaymentWorkload {
  public static final String MODEL = "bench";

  private static final long SEED = 1;
  private static final double FRAUD_SHARE = 0.01;
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final long MILLIS_BETWEEN = 10;
  private static final String SCORE = "0.0125";

  private final String bootstrapServers;

  public PaymentWorkload(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Fills a topic as topic_1 would be.
   *
   * @param count how many payments
   */
  public void fillTopic1(String topic, int count) throws BenchmarkFailedException {
    send(count, 0, topic, false);
  }

  /**
   * Fills a topic as topic_2 would be.
   *
   * @param count how many records
   * @param repeatEvery each so manieth record is one that was there before; 0 for none
   */
  public void fillTopic2(String topic, int count, int repeatEvery) throws BenchmarkFailedException {
    send(count, repeatEvery, topic, true);
  }

  /**
   * Adds payments to a topic at an even rate, which does not slow down when the broker does.
   *
   * @param count how many
   * @param seed another one gives other payments
   * @return the broker's own time of each, in milliseconds since 1970 by trans_num; only with
   *     {@code message.timestamp.type=LogAppendTime}
   */
  @SuppressWarnings("FutureReturnValueIgnored") // as in send
  public Map<String, Long> trickleTopic1(String topic, int count, long seed, int perSecond)
      throws BenchmarkFailedException, InterruptedException {
    Map<String, Long> appended = new ConcurrentHashMap<>();
    AtomicReference<Exception> failure = new AtomicReference<>();
    PaymentGenerator payments = new PaymentGenerator(seed, FRAUD_SHARE);
    try (KafkaProducer<byte[], byte[]> producer = producer(0)) {
      long start = System.nanoTime();
      for (int i = 0; i < count; i++) {
        long due = start + i * 1_000_000_000L / perSecond;
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          TimeUnit.NANOSECONDS.sleep(left);
        }
        InventedPayment payment = payments.next(Instant.now());
        producer.send(
            record(topic, payment, false),
            (metadata, e) -> {
              if (e != null) {
                failure.compareAndSet(null, e);
              } else {
                appended.put(payment.transNum(), metadata.timestamp());
              }
            });
      }
      producer.flush();
    }
    throwIfFailed(topic, failure.get());
    return appended;
  }

  /** Model requests of different payments, each of so many rows. */
  public static List<byte[]> modelBodies(int bodies, int rows) {
    PaymentGenerator payments = new PaymentGenerator(SEED, FRAUD_SHARE);
    return Stream.generate(
            () -> ModelBody.of(Stream.generate(() -> payments.next(FIRST)).limit(rows).toList()))
        .limit(bodies)
        .toList();
  }

  /** Writes the rows that come of {@link #fillTopic2} without repeats, as COPY reads text. */
  public void writeRows(Path file, int count) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      StringBuilder line = new StringBuilder();
      each(
          count,
          payment -> {
            line.setLength(0);
            for (Column column : Column.ALL) {
              line.append(column == Column.IS_FRAUD ? "0" : payment.text(column)).append('\t');
            }
            line.append(SCORE).append('\t').append(MODEL).append('\t').append(payment.at());
            try {
              writer.append(line.append('\n'));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback sees what becomes of it
  private void send(int count, int repeatEvery, String topic, boolean scored)
      throws BenchmarkFailedException {
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (KafkaProducer<byte[], byte[]> producer = producer(20)) {
      Consumer<ProducerRecord<byte[], byte[]>> sending =
          record ->
              producer.send(
                  record,
                  (metadata, e) -> {
                    if (e != null) {
                      failure.compareAndSet(null, e);
                    }
                  });
      var repeating = new Repeating(repeatEvery, count);
      each(count, payment -> repeating.pass(record(topic, payment, scored), sending));
      producer.flush();
    }
    throwIfFailed(topic, failure.get());
  }

  private static void throwIfFailed(String topic, Exception failure)
      throws BenchmarkFailedException {
    if (failure != null) {
      throw new BenchmarkFailedException(topic + " could not be filled", failure);
    }
  }

  private KafkaProducer<byte[], byte[]> producer(int lingerMillis) {
    Map<String, Object> configuration = new HashMap<>();
    configuration.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    configuration.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
    configuration.put(ProducerConfig.LINGER_MS_CONFIG, lingerMillis);
    return new KafkaProducer<>(configuration, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void each(int count, Consumer<InventedPayment> consumer) {
    PaymentGenerator payments = new PaymentGenerator(SEED, FRAUD_SHARE);
    for (int i = 0; i < count; i++) {
      consumer.accept(payments.next(FIRST.plusMillis(i * MILLIS_BETWEEN)));
    }
  }

  private static ProducerRecord<byte[], byte[]> record(
      String topic, InventedPayment payment, boolean scored) {
    byte[] key = payment.text(Column.CC_NUM).getBytes(UTF_8);
    var made = new ProducerRecord<>(topic, key, document(payment, scored).getBytes(UTF_8));
    String millis = Long.toString(payment.at().toEpochMilli());
    PipelineHeaders.add(made.headers(), PipelineHeaders.FETCHED_AT, millis);
    if (scored) {
      PipelineHeaders.add(made.headers(), PipelineHeaders.PREDICTED_AT, millis);
      PipelineHeaders.add(made.headers(), PipelineHeaders.SCORE, SCORE);
      PipelineHeaders.add(made.headers(), PipelineHeaders.MODEL, MODEL);
    }
    return made;
  }

  /** The flat document; nothing in made-up payments needs an escape. */
  private static String document(InventedPayment payment, boolean scored) {
    return Column.ALL.stream()
        .map(
            column -> {
              String text = scored && column == Column.IS_FRAUD ? "0" : payment.text(column);
              String quote = column.type().isQuoted() ? "\"" : "";
              return "\"" + column.columnName() + "\":" + quote + text + quote;
            })
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** In place of each so manieth record sends the one before it once more. */
  private static final class Repeating {
    private final int every;
    private final int count;
    private int passed;
    private ProducerRecord<byte[], byte[]> previous;

    Repeating(int every, int count) {
      this.every = every;
      this.count = count;
    }

    void pass(
        ProducerRecord<byte[], byte[]> record, Consumer<ProducerRecord<byte[], byte[]>> sending) {
      passed++;
      boolean repeat = every > 0 && passed % every == 0 && passed <= count && previous != null;
      sending.accept(
          repeat
              ? new ProducerRecord<>(
                  previous.topic(), null, previous.key(), previous.value(), previous.headers())
              : record);
      previous = record;
    }
  }
}
