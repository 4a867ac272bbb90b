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
    ScoringQueue waiting = waiting("4", Duration.ZERO);

    // When
    waiting.add(entries(0, 10));

    // Then
    assertThat(offsets(waiting.take())).containsExactly(0, 1, 2, 3);
    assertThat(offsets(waiting.take())).containsExactly(4, 5, 6, 7);
    assertThat(offsets(waiting.take())).containsExactly(8, 9);
  }

  @Test
  void whatArrivesWhileAllRequestsAreOutGoesTogetherIntoTheNext() throws Exception {
    // Given
    ScoringQueue waiting = waiting("500", Duration.ZERO);
    waiting.add(entries(0, 1));
    waiting.take();

    // When
    waiting.add(entries(1, 3));
    waiting.add(entries(3, 4));
    waiting.add(entries(4, 9));
    waiting.done();

    // Then
    assertThat(offsets(waiting.take())).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
  }

  @Test
  void aBatchWaitsUntilItIsFullWhereItIsToldTo() throws Exception {
    // Given
    ScoringQueue waiting = waiting("10", FOR_EVER);
    waiting.add(entries(0, 9));
    CompletableFuture<Optional<ScoringBatch>> taken = takenBeside(waiting);

    // When
    waiting.add(entries(9, 12));

    // Then
    assertThat(offsets(taken.get())).hasSize(10);
  }

  @Test
  void aBatchIsSentWhenItHasWaitedForItsTime() throws Exception {
    ScoringQueue waiting = waiting("10", Duration.ofMillis(50));
    waiting.add(entries(0, 3));

    assertThat(offsets(waiting.take())).containsExactly(0, 1, 2);
  }

  @Test
  void aShareIsOfWhatWaitsHereAndInTheTopic() throws Exception {
    // Given
    ScoringQueue waiting = waiting("50%", Duration.ZERO);
    waiting.add(entries(0, 12));

    // When
    waiting.unread(0);

    // Then
    assertThat(offsets(waiting.take())).hasSize(6);
    waiting.unread(4);
    assertThat(offsets(waiting.take())).hasSize(5);
    waiting.unread(1_000_000);
    assertThat(offsets(waiting.take())).as("no more than there are").hasSize(1);
  }

  @Test
  void aShareIsBounded() throws Exception {
    ScoringQueue waiting = waiting("100%", Duration.ZERO);
    waiting.add(entries(0, 150));

    assertThat(offsets(waiting.take())).hasSize(100);
  }

  @Test
  void aBatchIsBoundedInBytes() throws Exception {
    // Given
    ScoringQueue waiting = waiting("10000", Duration.ZERO);
    List<PendingRecord> entries = entries(0, 10_000);
    waiting.add(entries);

    // When
    List<Integer> batch = offsets(waiting.take());

    // Then
    int each = entries.get(0).payment().json().length;
    assertThat(batch).hasSize((4 << 20) / each);
    assertThat(offsets(waiting.take())).first().isEqualTo(batch.size());
  }

  @Test
  void aPaymentWithANullIntegerGoesAlone() throws Exception {
    // Given
    ScoringQueue waiting = waiting("10", Duration.ZERO);
    String noZip = Payments.document(2).replace("\"zip\":5654", "\"zip\":null");

    // When
    waiting.add(entries(0, 2));
    waiting.add(List.of(entry(2, noZip)));
    waiting.add(entries(3, 5));

    // Then
    assertThat(offsets(waiting.take())).containsExactly(0, 1);
    assertThat(offsets(waiting.take())).containsExactly(2);
    assertThat(offsets(waiting.take())).containsExactly(3, 4);
  }

  @Test
  void whatIsPutBackComesFirstAndIsNotMixedWithOthers() throws Exception {
    // Given
    ScoringQueue waiting = waiting("4", Duration.ZERO);
    waiting.add(entries(0, 6));
    ScoringBatch taken = waiting.take().orElseThrow();

    // When
    waiting.putBack(taken.halves(null));

    // Then
    assertThat(offsets(waiting.take())).containsExactly(0, 1);
    assertThat(offsets(waiting.take())).containsExactly(2, 3);
    assertThat(offsets(waiting.take())).containsExactly(4, 5);
  }

  @Test
  void whatIsPutOffHoldsUpNobodyAndComesAgainByItself() throws Exception {
    // Given
    ScoringQueue waiting = waiting("4", Duration.ZERO);
    waiting.add(entries(0, 8));
    ScoringBatch taken = waiting.take().orElseThrow();

    // When
    waiting.putOff(List.of(taken));

    // Then
    List<List<Integer>> next = List.of(offsets(waiting.take()), offsets(waiting.take()));
    assertThat(next).containsExactlyInAnyOrder(List.of(4, 5, 6, 7), List.of(0, 1, 2, 3));
  }

  @Test
  void whatIsPutOffIsAsNewOnceTheModelAcceptsAPayment() throws Exception {
    // Given
    ScoringQueue waiting = waiting("10", Duration.ZERO);
    waiting.add(entries(0, 4));
    ScoringBatch taken = waiting.take().orElseThrow();
    waiting.putOff(taken.halves(null));
    waiting.add(entries(4, 6));

    // When
    waiting.accepted();

    // Then
    assertThat(offsets(waiting.take())).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void whatNobodyWaitsForAnyMoreIsNotAskedAbout() throws Exception {
    // Given
    ScoringQueue waiting = waiting("10", Duration.ZERO);
    waiting.add(entries(0, 4));
    assignment.end();

    // When
    CompletableFuture<Optional<ScoringBatch>> taken = takenBeside(waiting);
    waiting.close();

    // Then
    assertThat(taken.get()).isEmpty();
  }

  @Test
  void whoAddsMoreIsToldAsSoonAsFewWait() throws Exception {
    // Given
    ScoringQueue waiting = waiting("4", Duration.ZERO);
    waiting.add(entries(0, 10));
    boolean few = waiting.awaitFewer(10, Duration.ofMillis(1));
    FutureTask<Boolean> fewer = new FutureTask<>(() -> waiting.awaitFewer(10, FOR_EVER));
    new Thread(fewer).start();

    // When
    waiting.take();

    // Then
    assertThat(few).isFalse();
    assertThat(fewer.get()).isTrue();
  }

  @Test
  void whoLetsTimePassIsWokenByTheEnd() throws Exception {
    // Given
    ScoringQueue waiting = waiting("4", Duration.ZERO);
    FutureTask<Void> passing =
        new FutureTask<>(
            () -> {
              waiting.pass(FOR_EVER);
              return null;
            });
    new Thread(passing).start();

    // When
    waiting.close();

    // Then
    assertThatThrownBy(passing::get).hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void theEndWaitsForThoseThatAreBusyButNotForEver() throws Exception {
    // Given
    ScoringQueue waiting = waiting("10", Duration.ZERO);
    waiting.add(entries(0, 1));
    waiting.take();

    // When
    waiting.close();

    // Then
    // Either would not return, or not within this test's time.
    waiting.awaitIdle(Duration.ofMillis(20));
    CompletableFuture<Void> later =
        CompletableFuture.runAsync(
            waiting::done, CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS));
    waiting.awaitIdle(FOR_EVER);
    later.join();
  }

  private static ScoringQueue waiting(String size, Duration wait) throws Exception {
    return new ScoringQueue(BatchSize.RULE.parse(size), 100, wait, ModelRequest.ALL);
  }

  private static CompletableFuture<Optional<ScoringBatch>> takenBeside(ScoringQueue waiting) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return waiting.take();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private List<PendingRecord> entries(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> entry(i, Payments.document(i))).toList();
  }

  private PendingRecord entry(int offset, String document) {
    Payment payment = Payments.read(document);
    return new PendingRecord(
        new ConsumerRecord<>("topic_1", 0, offset, payment.key(), document.getBytes(UTF_8)),
        payment,
        assignment);
  }

  private static List<Integer> offsets(Optional<ScoringBatch> unit) {
    return unit.orElseThrow().entries().stream().map(e -> (int) e.record().offset()).toList();
  }
}
