package dev.fraudpipeline.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.common.kafka.PipelineHeaders;
import dev.fraudpipeline.common.payment.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What became of payments, as readers of committed records see it, and what must be true of that
 * whatever has happened. Not thread-safe.
 */
final class Outcomes implements AutoCloseable {
  private final WrittenPayments written;
  private final PredictorLogs logs;
  private final CommittedTopic scored;
  private final CommittedTopic rejected;

  Outcomes(
      String bootstrapServers,
      String topic1,
      String topic2,
      WrittenPayments written,
      PredictorLogs logs) {
    this.written = written;
    this.logs = logs;
    this.scored = new CommittedTopic(bootstrapServers, topic2);
    this.rejected = new CommittedTopic(bootstrapServers, topic1 + "_rejected");
  }

  List<ConsumerRecord<byte[], byte[]>> scored() {
    return scored.read();
  }

  List<ConsumerRecord<byte[], byte[]>> rejected() {
    return rejected.read();
  }

  /**
   * Every payment is there once, scored or rejected, and one card's are in order; every fraud has
   * raised an alarm; no card number was logged.
   *
   * @param lost those that must not be there
   */
  void assertEachDoneExactlyOnceBut(Set<Integer> lost) {
    List<ConsumerRecord<byte[], byte[]>> scoredNow = scored();
    List<ConsumerRecord<byte[], byte[]>> rejectedNow = rejected();
    List<Integer> all = new ArrayList<>(Payments.numbersIn(scoredNow));
    all.addAll(Payments.numbersIn(rejectedNow));
    assertThat(all)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, written.payments()).filter(i -> !lost.contains(i)).boxed().toList());
    assertThat(all.size() + written.unreadable()).isEqualTo(scoredNow.size() + rejectedNow.size());
    assertThat(
            rejectedNow.stream()
                .map(r -> PipelineHeaders.text(r.headers(), PipelineHeaders.REJECTED_ID)))
        .doesNotHaveDuplicates();
    assertOrderOfEachCard(scoredNow);
    String logged = logs.text();
    assertThat(PredictorLogs.alarmsIn(logged)).as("alarms").containsAll(fraudsIn(scoredNow));
    assertThat(logged).doesNotContain(WrittenPayments.CARD);
  }

  private static void assertOrderOfEachCard(List<ConsumerRecord<byte[], byte[]>> records) {
    Map<String, Integer> lastOfCard = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      int number = Payments.number(Payments.read(record));
      Integer before = lastOfCard.put(new String(record.key(), UTF_8), number);
      assertThat(before == null || before < number).as("order of one card").isTrue();
    }
  }

  private static List<Integer> fraudsIn(List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream()
        .map(Payments::read)
        .filter(payment -> payment.text(Column.IS_FRAUD).equals("1"))
        .map(Payments::number)
        .toList();
  }

  /** Nothing has happened for which an alarm may be raised once more. */
  void assertNoAlarmTwice() {
    assertThat(PredictorLogs.alarmsIn(logs.text())).as("alarms").doesNotHaveDuplicates();
  }

  @Override
  public void close() {
    scored.close();
    rejected.close();
  }
}
