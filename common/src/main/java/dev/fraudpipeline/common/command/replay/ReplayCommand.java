package dev.fraudpipeline.common.command.replay;

import dev.fraudpipeline.common.command.replay.ReplaySummary.Fate;
import dev.fraudpipeline.common.kafka.KafkaClientFailure;
import dev.fraudpipeline.common.kafka.KafkaClients;
import dev.fraudpipeline.common.kafka.PipelineHeaders;
import dev.fraudpipeline.common.kafka.RejectedRecords;
import dev.fraudpipeline.common.log.LogText;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Puts what a stage rejected back into its topic, exactly once: what was replayed is marked in the
 * topic of rejected records, in the transaction that sends it, and is passed over from then on,
 * whatever is filtered by. What is rejected again is a rejected record of its own, and carries how
 * many replays it has behind it; it is not replayed again by the same run, nor after too many.
 *
 * <p>Used by one thread. Two at a time do no harm: the later one ends the earlier.
 */
public final class ReplayCommand {
  private static final int EXIT_OK = 0;
  private static final int EXIT_FAILURE = 1;

  /** Few enough that a transaction is short, and many enough that it costs little. */
  private static final int MOST_IN_TRANSACTION = 500;

  /** So that what waits to be sent fits a small heap. */
  private static final long MOST_BYTES_IN_TRANSACTION = 4 << 20;

  private final KafkaClients kafka;
  private final String stage;
  private final String topic;
  private final String transactionalId;
  private final RecordRestorer restorer;
  private final ReplayOptions options;
  private final PrintStream out;
  private final PrintStream err;
  private final Clock clock = Clock.systemUTC();

  private final ReplaySummary summary;
  private final Set<String> replayed = new HashSet<>();
  private final Set<String> seen = new HashSet<>();
  private final List<ReplayedRecord> chunk = new ArrayList<>();
  private final int chunkSize;
  private long chunkBytes;
  private int others;
  private long nextChunk = System.nanoTime();

  /**
   * @param transactionalId the same for all replays of a stage
   * @param out where the table goes
   * @param err where all else goes
   */
  public ReplayCommand(
      ReplayPlan plan,
      String transactionalId,
      RecordRestorer restorer,
      PrintStream out,
      PrintStream err) {
    this.kafka = plan.kafka();
    this.stage = plan.stage();
    this.topic = plan.topic();
    this.transactionalId = transactionalId;
    this.restorer = restorer;
    this.options = plan.options();
    this.out = out;
    this.err = err;
    this.summary = new ReplaySummary(err);
    this.chunkSize = Math.max(1, Math.min(MOST_IN_TRANSACTION, options.rate() / 2));
  }

  /**
   * Does it.
   *
   * @return 0 where all that can be replayed is, else 1
   */
  public int run() {
    try {
      if (options.dryRun()) {
        run(null);
      } else {
        // Before the topic is read: from here on no other replay adds marks to it.
        try (ReplayWriter writer = new ReplayWriter(kafka, transactionalId, clock)) {
          run(writer);
        }
      }
      summary.print(options.dryRun(), out);
      out.println(sentence());
      return EXIT_OK;
    } catch (ReplayFailedException e) {
      err.println(e.getMessage());
    } catch (UncheckedIOException e) {
      err.println("what was kept whole cannot be read: " + LogText.cause(e));
    } catch (KafkaException e) {
      err.println(
          "Kafka at " + kafka.config().bootstrapServers() + ": " + KafkaClientFailure.reason(e));
    }
    int soFar = summary.total(Fate.REPLAYED);
    if (soFar > 0) {
      err.println(soFar + " were replayed to " + topic + " before that");
    }
    return EXIT_FAILURE;
  }

  private void run(ReplayWriter writer) {
    try (RejectedTopicReader reader =
        new RejectedTopicReader(kafka, RejectedRecords.topicFor(topic))) {
      reader.read(this::noteMark);
      reader.read(record -> consider(record, writer));
      send(writer);
    }
  }

  private void noteMark(ConsumerRecord<byte[], byte[]> record) {
    if (RejectedRecord.saysReplayed(record)) {
      PipelineHeaders.text(record.headers(), PipelineHeaders.REJECTED_ID).ifPresent(replayed::add);
    }
  }

  private void consider(ConsumerRecord<byte[], byte[]> record, ReplayWriter writer) {
    Optional<RejectedRecord> found = RejectedRecord.of(record);
    if (found.isEmpty() || !found.get().stage().equals(stage)) {
      others += found.isPresent() ? 1 : 0;
      return;
    }
    RejectedRecord rejected = found.get();
    // The same one twice is what a retry left.
    if (!options.mean(rejected) || !seen.add(rejected.id())) {
      return;
    }
    if (replayed.contains(rejected.id()) && !options.again()) {
      summary.count(rejected, Fate.BEFORE);
    } else if (rejected.replays() >= options.mostReplays()) {
      summary.count(rejected, Fate.CAME_BACK);
    } else {
      restore(rejected, writer);
    }
  }

  private void restore(RejectedRecord rejected, ReplayWriter writer) {
    RecordRestorer.Restored restored = restorer.restore(rejected);
    if (restored instanceof RecordRestorer.Again again) {
      ReplayedRecord thing = ReplayedRecord.of(rejected, again.records());
      chunk.add(thing);
      chunkBytes += thing.bytes();
      if (chunk.size() >= chunkSize || chunkBytes >= MOST_BYTES_IN_TRANSACTION) {
        send(writer);
      }
    } else if (restored instanceof RecordRestorer.StillBad bad) {
      summary.count(rejected, Fate.STILL_BAD, bad.reason());
    } else if (restored instanceof RecordRestorer.CutOff cut) {
      summary.count(rejected, Fate.CUT_OFF, cut.reason());
    }
  }

  private void send(ReplayWriter writer) {
    if (chunk.isEmpty()) {
      return;
    }
    Set<ReplayedRecord> notSent = new HashSet<>();
    if (writer != null) {
      awaitTurn();
      writer.write(chunk, notSent::add);
    }
    for (ReplayedRecord thing : chunk) {
      if (notSent.contains(thing)) {
        summary.count(
            thing.rejected(),
            Fate.TOO_LARGE,
            "raise max.message.bytes of topic " + topic + ", and max.request.size");
      } else {
        summary.count(thing.rejected(), Fate.REPLAYED);
      }
    }
    chunk.clear();
    chunkBytes = 0;
  }

  /** Keeps to the rate; outside of a transaction, which would hold up the topic's readers. */
  private void awaitTurn() {
    try {
      TimeUnit.NANOSECONDS.sleep(nextChunk - System.nanoTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ReplayFailedException("interrupted", e);
    }
    long records = chunk.stream().mapToLong(thing -> thing.records().size()).sum();
    nextChunk = System.nanoTime() + TimeUnit.SECONDS.toNanos(records) / options.rate();
  }

  private String sentence() {
    int count = summary.total(Fate.REPLAYED);
    String what =
        options.dryRun()
            ? count + " would be replayed to " + topic + "; nothing was sent"
            : count + " replayed to " + topic;
    return others == 0
        ? what
        : what + "; " + others + " that other stages rejected are theirs to replay";
  }
}
