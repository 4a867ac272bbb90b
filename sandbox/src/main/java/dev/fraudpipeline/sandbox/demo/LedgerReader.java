package dev.fraudpipeline.sandbox.demo;

import dev.fraudpipeline.common.payment.PaymentId;
import dev.fraudpipeline.sandbox.api.ServedLog;
import dev.fraudpipeline.sandbox.api.ServedPayment;
import dev.fraudpipeline.sandbox.kafka.TopicContents;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.common.KafkaException;

/** Reads the {@link LedgerEvidence} at each station, once everything stands still. */
final class LedgerReader {
  private final DemoWiring wiring;
  private final StoredPayments table;
  private final AlarmLogReader alarms;

  LedgerReader(DemoWiring wiring, StoredPayments table, AlarmLogReader alarms) {
    this.wiring = wiring;
    this.table = table;
    this.alarms = alarms;
  }

  /** Reads what the API's own log says that it has served, repetitions included. */
  List<LabelledPayment> served() throws SourceAwayException {
    try {
      return ServedLog.read(wiring.servedLog()).stream().map(LedgerReader::labelled).toList();
    } catch (IOException | IllegalArgumentException e) {
      throw new SourceAwayException(
          "the API's log " + wiring.servedLog() + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static LabelledPayment labelled(ServedPayment served) {
    return new LabelledPayment(new PaymentId(served.transNum(), served.unixTime()), served.fraud());
  }

  /**
   * Reads everything.
   *
   * @param last what was seen last of the backlogs
   * @throws SourceAwayException where something cannot be read, so that nothing can be said
   */
  LedgerEvidence read(FlowSnapshot last) throws SourceAwayException {
    String kafka = wiring.bootstrapServers();
    ScoredTopic scored = new ScoredTopic();
    RejectedThings rejected = new RejectedThings();
    try {
      TopicContents.awaitTransactionsEnded(kafka);
      TopicContents.forEachCommitted(kafka, DemoWiring.TOPIC_2, scored::note);
      for (String topic : DemoWiring.REJECTED) {
        TopicContents.forEachCommitted(
            kafka,
            topic,
            message ->
                rejected.note(
                    message.headers(), topic + "-" + message.partition() + "@" + message.offset()));
      }
    } catch (KafkaException | IllegalStateException e) {
      throw new SourceAwayException("Kafka does not hand out what the topics hold", e);
    }
    return new LedgerEvidence(
        served(),
        table.rows(),
        rejected.ids(),
        rejected.unreadableAnswers(),
        scored.repeated(),
        scored.frauds(),
        scored.fetched(),
        alarms.latencies(),
        Math.max(0, last.backlog1().value()),
        Math.max(0, last.backlog2().value()));
  }
}
