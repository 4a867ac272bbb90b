package dev.fraudpipeline.predictor.score;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.predictor.Payments;
import dev.fraudpipeline.predictor.commit.PartitionAssignment;
import dev.fraudpipeline.predictor.commit.PendingRecord;
import dev.fraudpipeline.predictor.model.ModelRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How payments that wait are put together into requests. */
@Timeout(60)
final class ScoringQueueTest {
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final PartitionAssignment assignment = new PartitionAssignment();

  @Test
  void aBatchHasAtMostItsSizeAndTheOrderOfArrival() throws Exception {
    // Given
    ScoringQueue queue = queue("4", Duration.ZERO);

    // When
    queue.add(records(0, 10));

    // Then
    assertThat(offsets(queue.take())).containsExactly(0, 1, 2, 3);
    assertThat(offsets(queue.take())).containsExactly(4, 5, 6, 7);
    assertThat(offsets(queue.take())).containsExactly(8, 9);
  }

  @Test
  void whatArrivesWhileAllRequestsAreOutGoesTogetherIntoTheNext() throws Exception {
    // Given
    ScoringQueue queue = queue("500", Duration.ZERO);
    queue.add(records(0, 1));
    queue.take();

    // When
    queue.add(records(1, 3));
    queue.add(records(3, 4));
    queue.add(records(4, 9));
    queue.done();

    // Then
    assertThat(offsets(queue.take())).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
  }

  @Test
  void aBatchWaitsUntilItIsFullWhereItIsToldTo() throws Exception {
    // Given
    ScoringQueue queue = queue("10", FOR_EVER);
    queue.add(records(0, 9));
    CompletableFuture<Optional<ScoringBatch>> taken = takenBeside(queue);

    // When
    queue.add(records(9, 12));

    // Then
    assertThat(offsets(taken.get())).hasSize(10);
  }

  @Test
  void aBatchIsSentWhenItHasWaitedForItsTime() throws Exception {
    ScoringQueue queue = queue("10", Duration.ofMillis(50));
    queue.add(records(0, 3));

    assertThat(offsets(queue.take())).containsExactly(0, 1, 2);
  }

  @Test
  void aShareIsOfWhatWaitsHereAndInTheTopic() throws Exception {
    // Given
    ScoringQueue queue = queue("50%", Duration.ZERO);
    queue.add(records(0, 12));

    // When
    queue.unread(0);

    // Then
    assertThat(offsets(queue.take())).hasSize(6);
    queue.unread(4);
    assertThat(offsets(queue.take())).hasSize(5);
    queue.unread(1_000_000);
    assertThat(offsets(queue.take())).as("no more than there are").hasSize(1);
  }

  @Test
  void aShareIsBounded() throws Exception {
    ScoringQueue queue = queue("100%", Duration.ZERO);
    queue.add(records(0, 150));

    assertThat(offsets(queue.take())).hasSize(100);
  }

  @Test
  void aBatchIsBoundedInBytes() throws Exception {
    // Given
    ScoringQueue queue = queue("10000", Duration.ZERO);
    List<PendingRecord> records = records(0, 10_000);
    queue.add(records);

    // When
    List<Integer> batch = offsets(queue.take());

    // Then
    int each = records.get(0).payment().json().length;
    assertThat(batch).hasSize((4 << 20) / each);
    assertThat(offsets(queue.take())).first().isEqualTo(batch.size());
  }

  @Test
  void aPaymentWithANullIntegerGoesAlone() throws Exception {
    // Given
    ScoringQueue queue = queue("10", Duration.ZERO);
    String noZip = Payments.document(2).replace("\"zip\":5654", "\"zip\":null");

    // When
    queue.add(records(0, 2));
    queue.add(List.of(pending(2, noZip)));
    queue.add(records(3, 5));

    // Then
    assertThat(offsets(queue.take())).containsExactly(0, 1);
    assertThat(offsets(queue.take())).containsExactly(2);
    assertThat(offsets(queue.take())).containsExactly(3, 4);
  }

  @Test
  void whatIsPutBackComesFirstAndIsNotMixedWithOthers() throws Exception {
    // Given
    ScoringQueue queue = queue("4", Duration.ZERO);
    queue.add(records(0, 6));
    ScoringBatch taken = queue.take().orElseThrow();

    // When
    queue.putBack(taken.halves(null));

    // Then
    assertThat(offsets(queue.take())).containsExactly(0, 1);
    assertThat(offsets(queue.take())).containsExactly(2, 3);
    assertThat(offsets(queue.take())).containsExactly(4, 5);
  }

  @Test
  void whatIsPutOffHoldsUpNobodyAndComesAgainByItself() throws Exception {
    // Given
    ScoringQueue queue = queue("4", Duration.ZERO);
    queue.add(records(0, 8));
    ScoringBatch taken = queue.take().orElseThrow();

    // When
    queue.putOff(List.of(taken));

    // Then
    List<List<Integer>> next = List.of(offsets(queue.take()), offsets(queue.take()));
    assertThat(next).containsExactlyInAnyOrder(List.of(4, 5, 6, 7), List.of(0, 1, 2, 3));
  }

  @Test
  void whatIsPutOffIsAsNewOnceTheModelAcceptsAPayment() throws Exception {
    // Given
    ScoringQueue queue = queue("10", Duration.ZERO);
    queue.add(records(0, 4));
    ScoringBatch taken = queue.take().orElseThrow();
    queue.putOff(taken.halves(null));
    queue.add(records(4, 6));

    // When
    queue.accepted();

    // Then
    assertThat(offsets(queue.take())).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void whatNobodyWaitsForAnyMoreIsNotAskedAbout() throws Exception {
    // Given
    ScoringQueue queue = queue("10", Duration.ZERO);
    queue.add(records(0, 4));
    assignment.end();

    // When
    CompletableFuture<Optional<ScoringBatch>> taken = takenBeside(queue);
    queue.close();

    // Then
    assertThat(taken.get()).isEmpty();
  }

  @Test
  void whoAddsMoreIsToldAsSoonAsFewWait() throws Exception {
    // Given
    ScoringQueue queue = queue("4", Duration.ZERO);
    queue.add(records(0, 10));
    boolean few = queue.awaitFewer(10, Duration.ofMillis(1));
    FutureTask<Boolean> fewer = new FutureTask<>(() -> queue.awaitFewer(10, FOR_EVER));
    new Thread(fewer).start();

    // When
    queue.take();

    // Then
    assertThat(few).isFalse();
    assertThat(fewer.get()).isTrue();
  }

  @Test
  void whoLetsTimePassIsWokenByTheEnd() throws Exception {
    // Given
    ScoringQueue queue = queue("4", Duration.ZERO);
    FutureTask<Void> passing =
        new FutureTask<>(
            () -> {
              queue.pass(FOR_EVER);
              return null;
            });
    new Thread(passing).start();

    // When
    queue.close();

    // Then
    assertThatThrownBy(passing::get).hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void theEndWaitsForThoseThatAreBusyButNotForEver() throws Exception {
    // Given
    ScoringQueue queue = queue("10", Duration.ZERO);
    queue.add(records(0, 1));
    queue.take();

    // When
    queue.close();

    // Then
    // Either would not return, or not within this test's time.
    queue.awaitIdle(Duration.ofMillis(20));
    CompletableFuture<Void> later =
        CompletableFuture.runAsync(
            queue::done, CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS));
    queue.awaitIdle(FOR_EVER);
    later.join();
  }

  private static ScoringQueue queue(String size, Duration wait) throws Exception {
    return new ScoringQueue(BatchSize.RULE.parse(size), 100, wait, ModelRequest.ALL);
  }

  private static CompletableFuture<Optional<ScoringBatch>> takenBeside(ScoringQueue queue) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return queue.take();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private List<PendingRecord> records(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> pending(i, Payments.document(i))).toList();
  }

  private PendingRecord pending(int offset, String document) {
    Payment payment = Payments.read(document);
    return new PendingRecord(
        new ConsumerRecord<>("topic_1", 0, offset, payment.key(), document.getBytes(UTF_8)),
        payment,
        assignment);
  }

  private static List<Integer> offsets(Optional<ScoringBatch> batch) {
    return batch.orElseThrow().records().stream().map(e -> (int) e.record().offset()).toList();
  }
}
