package dev.fraudpipeline.sandbox.demo;

import dev.fraudpipeline.common.payment.PaymentId;
import dev.fraudpipeline.sandbox.api.Served;
import dev.fraudpipeline.sandbox.api.ServedLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;

/** Reads the {@link Evidence} at each station, once everything stands still. */
final class Books {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long LOOK_MILLIS = 50;

  private final Path servedLog;
  private final Backlogs backlogs;
  private final TopicWatch watch;
  private final PaymentTable table;
  private final AlarmLog alarmLog;

  Books(
      Path servedLog, Backlogs backlogs, TopicWatch watch, PaymentTable table, AlarmLog alarmLog) {
    this.servedLog = servedLog;
    this.backlogs = backlogs;
    this.watch = watch;
    this.table = table;
    this.alarmLog = alarmLog;
  }

  /** How many payments were served so far, repetitions included. */
  long served() throws SourceAwayException {
    return payments().size();
  }

  /** How many distinct payments were served so far. */
  long distinctServed() throws SourceAwayException {
    return payments().stream().map(LabelledPayment::id).distinct().count();
  }

  private List<LabelledPayment> payments() throws SourceAwayException {
    try {
      return ServedLog.read(servedLog).stream().map(Books::labelled).toList();
    } catch (IOException | IllegalArgumentException e) {
      throw new SourceAwayException("the API's log " + servedLog + " cannot be read", e);
    }
  }

  private static LabelledPayment labelled(Served served) {
    return new LabelledPayment(new PaymentId(served.transNum(), served.unixTime()), served.fraud());
  }

  /**
   * Reads everything.
   *
   * @throws SourceAwayException where something cannot be read, so that nothing can be said
   */
  Evidence read() throws SourceAwayException, InterruptedException {
    List<String> written = new ArrayList<>(Wiring.REJECTED);
    written.add(Wiring.TOPIC_2);
    Map<TopicPartition, Long> ends = backlogs.ends(written);
    awaitReadTo(ends);
    Map<PaymentId, Boolean> rows = table.rows();
    long backlog1 =
        Backlogs.between(
            backlogs.committed(Wiring.PREDICTOR_GROUP), backlogs.ends(List.of(Wiring.TOPIC_1)));
    long backlog2 = watch.backlog(backlogs.committed(Wiring.SINK_GROUP));
    return new Evidence(
        payments(),
        rows,
        watch.rejectedIds(),
        watch.unreadableAnswers(),
        watch.repeated(),
        watch.frauds(),
        alarmLog.alarmed(),
        backlog1,
        backlog2);
  }

  private void awaitReadTo(Map<TopicPartition, Long> ends)
      throws SourceAwayException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!watch.hasRead(ends)) {
      if (System.nanoTime() - deadline > 0) {
        throw new SourceAwayException("Kafka does not hand out all of topic_2", null);
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }
}
