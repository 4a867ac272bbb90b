package dev.fraudpipeline.predictor.score;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.common.kafka.PipelineHeaders;
import dev.fraudpipeline.common.kafka.RejectedRecords;
import dev.fraudpipeline.common.log.LogText;
import dev.fraudpipeline.common.payment.InvalidRow;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.Rejection;
import dev.fraudpipeline.common.payment.RejectionCode;
import dev.fraudpipeline.predictor.alarm.FraudAlarm;
import dev.fraudpipeline.predictor.commit.FlowMetrics;
import dev.fraudpipeline.predictor.commit.PendingRecord;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes records: raises the alarms the moment an answer is read, and makes the records of
 * topic_2 and of topic_1_rejected. Thread-safe.
 */
public final class ScoredOutput {
  private static final Logger log = LoggerFactory.getLogger(ScoredOutput.class);

  /** Most models answer with one of these, and spelling a number takes longer than copying it. */
  private static final Header SCORE_0 = score(0);

  private static final Header SCORE_1 = score(1);

  private final FraudAlarm alarm;
  private final RejectedRecords rejectedRecords;
  private final String topic2;
  private final Optional<Header> model;
  private final double threshold;
  private final Clock clock;
  private final FlowMetrics metrics;

  private final LongAdder scored = new LongAdder();
  private final LongAdder frauds = new LongAdder();
  private final LongAdder rejects = new LongAdder();

  public ScoredOutput(
      FraudAlarm alarm,
      RejectedRecords rejectedRecords,
      String topic2,
      Optional<String> modelName,
      double threshold,
      Clock clock,
      FlowMetrics metrics) {
    this.alarm = alarm;
    this.rejectedRecords = rejectedRecords;
    this.topic2 = topic2;
    this.model = modelName.map(name -> header(PipelineHeaders.MODEL, name));
    this.threshold = threshold;
    this.clock = clock;
    this.metrics = metrics;
  }

  /**
   * Finishes those that have a score; what nobody waits for any more is passed over, since whoever
   * has its partition now raises its alarm.
   *
   * @param scores as many as records; NaN where there is none
   */
  void scored(List<PendingRecord> records, double[] scores) {
    for (int i = 0; i < scores.length; i++) {
      PendingRecord pending = records.get(i);
      if (scores[i] >= threshold && !pending.isAbandoned()) {
        frauds.increment();
        alarm.raise(pending.payment(), scores[i], pending.since());
      }
    }
    long done = 0;
    Header predictedAt = header(PipelineHeaders.PREDICTED_AT, Long.toString(clock.millis()));
    PendingRecord.Outcome outcome = pending -> output(pending, predictedAt);
    for (int i = 0; i < scores.length; i++) {
      PendingRecord pending = records.get(i);
      if (!Double.isNaN(scores[i]) && !pending.isAbandoned()) {
        done++;
        pending.finish(scores[i], outcome);
      }
    }
    scored.add(done);
    metrics.scored(done);
  }

  private ProducerRecord<byte[], byte[]> output(PendingRecord pending, Header predictedAt) {
    Payment payment = pending.payment();
    double score = pending.score();
    ProducerRecord<byte[], byte[]> output =
        new ProducerRecord<>(topic2, payment.key(), payment.jsonWithPrediction(score >= threshold));
    var headers = output.headers();
    pending
        .fetchedAt()
        .ifPresent(
            at -> PipelineHeaders.add(headers, PipelineHeaders.FETCHED_AT, Long.toString(at)));
    headers.add(predictedAt);
    headers.add(score == 0 ? SCORE_0 : score == 1 ? SCORE_1 : score(score));
    model.ifPresent(headers::add);
    return output;
  }

  private static Header score(double score) {
    return header(PipelineHeaders.SCORE, Double.toString(score));
  }

  private static Header header(String name, String text) {
    return new RecordHeader(name, text.getBytes(UTF_8));
  }

  /** Finishes a record that holds no payment. */
  public void unreadable(PendingRecord pending) {
    reject(pending, ((InvalidRow) pending.row()).rejection());
  }

  /**
   * Finishes a record that the model cannot score.
   *
   * @param reason what the model does when it is asked about it
   */
  void unscorable(PendingRecord pending, String reason) {
    reject(
        pending,
        new Rejection(
            RejectionCode.UNSCORABLE,
            "the model fails for this payment alone, and not for others: " + reason));
  }

  private void reject(PendingRecord pending, Rejection rejection) {
    ConsumerRecord<byte[], byte[]> source = pending.record();
    rejects.increment();
    metrics.rejected(rejection.code());
    log.warn("rejected {}: {}", RejectedRecords.idOf(source), LogText.escaped(rejection.reason()));
    ProducerRecord<byte[], byte[]> rejected = rejectedRecords.of(source, rejection);
    pending.finish(done -> rejected);
  }

  /** Logs what was done since the last time, if anything was. */
  public void summarize() {
    long payments = scored.sumThenReset();
    long rejected = rejects.sumThenReset();
    if (payments + rejected > 0) {
      log.info(
          "{} payments scored: {} fraud; {} rejected", payments, frauds.sumThenReset(), rejected);
    }
  }
}
