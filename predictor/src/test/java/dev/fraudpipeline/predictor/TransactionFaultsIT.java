package dev.fraudpipeline.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fraudpipeline.sandbox.kafka.SandboxKafka;
import dev.fraudpipeline.sandbox.kafka.SharedKafka;
import dev.fraudpipeline.sandbox.part.PartFault;
import dev.fraudpipeline.sandbox.process.DaemonThread;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Transactions that are cut off, given up by the broker, of unknown outcome, or refused. Where a
 * transaction is, the broker is asked past the proxy that stands before it, so that each is met
 * where it is meant to be, however slow the machine.
 */
@Timeout(300)
final class TransactionFaultsIT {
  private static final String BUILT_ANEW = "the Kafka clients of predictor failed and are built";

  @TempDir Path folder;

  private final SandboxKafka kafka = SharedKafka.get();
  private GatedModel model;
  private Stage stage;

  /** Of the transaction before the one that is looked at: each has its own. */
  private int epochBefore;

  /** How far a transaction has come, by what has arrived at the broker. */
  private enum Point {
    RECORDS,
    /** The records and the offsets: only the commit is to come. */
    OFFSETS,
    COMMIT
  }

  @BeforeEach
  void begin() {
    model = new GatedModel();
    stage = new Stage(folder, model.url());
    stage.environment.put("COMMIT_INTERVAL", "10ms");
    stage.environment.put("INSTANCE_ID", "i");
  }

  @AfterEach
  void end() {
    kafka.heal();
    stage.close();
    model.close();
  }

  @ParameterizedTest
  @EnumSource
  void aTransactionWhoseAnswerIsCutIsNeitherLostNorDoubled(Point point) {
    // Given
    try (DaemonThread predictor = predictorThatHasCommitted()) {
      beginTransaction();
      awaitArrived(point);

      // When
      // The answer is on its way, and is cut.
      kafka.inflict(PartFault.ERROR);
      kafka.heal();

      // Then
      awaitAllDone(predictor);
    }
    stage.assertEachDoneExactlyOnce();
    stage.assertNoAlarmTwice();
  }

  @Test
  void aCommitOfUnknownOutcomeIsSettledByTheNextProducer() {
    // Given
    // The predecessor cannot leave the group, which waits for it so long.
    clients("max.block.ms=3000\nsession.timeout.ms=6000\n");
    try (DaemonThread predictor = predictorThatHasCommitted()) {
      // When
      do {
        beginTransaction();
        awaitArrived(Point.COMMIT);
        kafka.inflict(PartFault.HANG);
        // Unless the answer had come by then.
      } while (!isBuiltAnewSoon());
      assertThat(stage.group().transaction("i"))
          .hasValueSatisfying(
              t -> assertThat(t.state()).isEqualTo(TransactionState.COMPLETE_COMMIT));
      kafka.heal();
      stage.write(10);

      // Then
      awaitAllDone(predictor);
    }
    assertThat(stage.log()).contains("TimeoutException");
    stage.assertEachDoneExactlyOnce();
    stage.assertNoAlarmTwice();
  }

  @ParameterizedTest
  @EnumSource(names = {"RECORDS", "OFFSETS"})
  void aTransactionThatTheBrokerGivesUpIsNotTakenForAnotherPredictors(Point point) {
    // Given
    // They wait longer than the broker does.
    clients("max.block.ms=120000\n");
    try (DaemonThread predictor = predictorThatHasCommitted()) {
      // When
      do {
        beginTransaction();
        awaitArrived(point);
        kafka.inflict(PartFault.HANG);
        // Unless the commit had arrived by then.
      } while (awaitTransaction(this::isOver).state() == TransactionState.COMPLETE_COMMIT);
      kafka.heal();

      // Then
      awaitAllDone(predictor);
    }
    // To the commit it says that there is nothing to commit, and to all else that another came.
    assertThat(stage.log())
        .contains(BUILT_ANEW)
        .contains(
            "the broker gave up a transaction after 10 s: "
                + (point == Point.OFFSETS ? "InvalidTxnStateException" : ""));
    stage.assertEachDoneExactlyOnce();
    stage.assertNoAlarmTwice();
  }

  @Test
  void aPredictorThatIsFencedOnceBuildsAnewAndGoesOn() {
    // Given
    try (DaemonThread predictor = predictorThatHasCommitted()) {
      // When
      stage.group().fence("i");
      stage.write(30);

      // Then
      awaitAllDone(predictor);
    }
    assertThat(stage.log()).contains(BUILT_ANEW).contains("Fenced");
    stage.assertEachDoneExactlyOnce();
    stage.assertNoAlarmTwice();
  }

  private DaemonThread predictorThatHasCommitted() {
    DaemonThread predictor = stage.predictor();
    stage.write(20);
    awaitAllDone(predictor);
    return predictor;
  }

  private void awaitAllDone(DaemonThread predictor) {
    stage.awaitAllDone(() -> predictor.status().isEmpty());
  }

  private void clients(String lines) {
    stage.environment.put("KAFKA_CONFIG", stage.properties(lines).toString());
  }

  /** Each of its requests arrives at once, and is answered a second later. */
  private void beginTransaction() {
    kafka.heal();
    stage.awaitDone(stage.written().payments());
    epochBefore = stage.group().transaction("i").orElseThrow().producerEpoch();
    model.shut();
    stage.write(30);
    model.awaitHeld(1);
    kafka.inflict(PartFault.SLOW);
    model.open();
  }

  private void awaitArrived(Point point) {
    awaitTransaction(
        t ->
            isOver(t)
                || (point != Point.COMMIT
                    && t.state() == TransactionState.ONGOING
                    && (point == Point.RECORDS || hasRecordsAndOffsets(t))));
  }

  private boolean hasRecordsAndOffsets(TransactionDescription transaction) {
    return transaction.topicPartitions().stream()
        .map(TopicPartition::topic)
        .collect(Collectors.toSet())
        .equals(Set.of(stage.topic2, Topic.GROUP_METADATA_TOPIC_NAME));
  }

  private boolean isOver(TransactionDescription transaction) {
    return transaction.producerEpoch() != epochBefore
        && (transaction.state() == TransactionState.COMPLETE_ABORT
            || transaction.state() == TransactionState.COMPLETE_COMMIT);
  }

  private TransactionDescription awaitTransaction(Predicate<TransactionDescription> condition) {
    return await()
        .atMost(Stage.DEFINITELY_TOO_SLOW)
        .pollInterval(Duration.ofMillis(20))
        .pollInSameThread()
        .until(() -> stage.group().transaction("i"), t -> t.filter(condition).isPresent())
        .orElseThrow();
  }

  /** Whether the clients are built anew, where they wait for an answer for three seconds. */
  private boolean isBuiltAnewSoon() {
    try {
      await().atMost(Duration.ofSeconds(6)).until(() -> stage.log().contains(BUILT_ANEW));
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }
}
