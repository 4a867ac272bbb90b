package dev.fraudpipeline.predictor;

import dev.fraudpipeline.common.kafka.Headers;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.rejected.RejectedRecords;
import dev.fraudpipeline.common.schema.BadRow;
import dev.fraudpipeline.common.schema.Payment;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns items of topic_1 into the records they become: asks the model, raises the alarms the moment
 * its answer is read, and makes the records of topic_2 and of topic_1_rejected. Not thread-safe.
 */
final class Scorer {
  private static final Logger log = LoggerFactory.getLogger(Scorer.class);

  private final ModelClient model;
  private final AlarmLog alarms;
  private final RejectedRecords rejected;
  private final String topic2;
  private final Optional<String> modelName;
  private final double threshold;
  private final Clock clock;

  private long scored;
  private long frauds;
  private long rejects;

  Scorer(
      ModelClient model,
      AlarmLog alarms,
      RejectedRecords rejected,
      String topic2,
      Optional<String> modelName,
      double threshold,
      Clock clock) {
    this.model = model;
    this.alarms = alarms;
    this.rejected = rejected;
    this.topic2 = topic2;
    this.modelName = modelName;
    this.threshold = threshold;
    this.clock = clock;
  }

  /**
   * The records that the items become, in their order.
   *
   * @throws ModelFailedException where the model gave no scores: nothing was done
   * @throws InterruptedException where the thread is interrupted meanwhile
   */
  List<ProducerRecord<byte[], byte[]>> score(List<Batch.Item> items)
      throws ModelFailedException, InterruptedException {
    List<Payment> payments = new ArrayList<>(items.size());
    for (Batch.Item item : items) {
      if (item.row() instanceof Payment payment) {
        payments.add(payment);
      }
    }
    double[] scores = payments.isEmpty() ? new double[0] : model.score(payments);
    long predictedAt = clock.millis();
    List<ProducerRecord<byte[], byte[]>> outputs = new ArrayList<>(items.size());
    int next = 0;
    for (Batch.Item item : items) {
      if (item.row() instanceof Payment payment) {
        outputs.add(scored(item.record(), payment, scores[next], predictedAt));
        next++;
      } else {
        outputs.add(rejected(item.record(), (BadRow) item.row()));
      }
    }
    return outputs;
  }

  private ProducerRecord<byte[], byte[]> scored(
      ConsumerRecord<byte[], byte[]> source, Payment payment, double score, long predictedAt) {
    Optional<Long> fetchedAt = Headers.millis(source.headers(), Headers.FETCHED_AT);
    boolean fraud = score >= threshold;
    if (fraud) {
      alarms.raise(payment, score, fetchedAt.orElse(source.timestamp()));
      frauds++;
    }
    scored++;
    ProducerRecord<byte[], byte[]> output =
        new ProducerRecord<>(topic2, payment.key(), payment.jsonWithPrediction(fraud));
    fetchedAt.ifPresent(at -> Headers.add(output.headers(), Headers.FETCHED_AT, Long.toString(at)));
    Headers.add(output.headers(), Headers.PREDICTED_AT, Long.toString(predictedAt));
    Headers.add(output.headers(), Headers.SCORE, Double.toString(score));
    modelName.ifPresent(name -> Headers.add(output.headers(), Headers.MODEL, name));
    return output;
  }

  private ProducerRecord<byte[], byte[]> rejected(
      ConsumerRecord<byte[], byte[]> source, BadRow bad) {
    rejects++;
    log.warn(
        "rejected {}: {}", RejectedRecords.idOf(source), LogText.escaped(bad.rejection().reason()));
    return rejected.of(source, bad.rejection());
  }

  /** Logs what was done since the last time, if anything was. */
  void summarize() {
    if (scored + rejects > 0) {
      log.info("{} payments scored: {} fraud; {} rejected", scored, frauds, rejects);
      scored = 0;
      frauds = 0;
      rejects = 0;
    }
  }
}
