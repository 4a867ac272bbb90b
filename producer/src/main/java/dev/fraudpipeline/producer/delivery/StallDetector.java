package dev.fraudpipeline.producer.delivery;

import java.time.Duration;
import org.apache.kafka.common.KafkaException;

/**
 * Ends the wait for a Kafka client to which nothing is acknowledged although the leaders of its
 * topic answer: a new one may do better. Each time it is twice as long, since a new client sends
 * again what the old one may have brought through; an acknowledgement makes it short again. Not
 * thread-safe.
 */
public final class StallDetector {
  private static final Duration LONGEST = Duration.ofHours(1);

  /** From one question to the leaders to the next. */
  private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(30);

  private final Witness witness;
  private final Duration shortest;
  private Duration now;
  private Duration nextQuestion;

  /** Asks Kafka beside the client that sends. */
  @FunctionalInterface
  public interface Witness {
    /** Tells whether it answers, and so the client is to blame. */
    boolean answers() throws InterruptedException;
  }

  /**
   * @param witness as {@link dev.fraudpipeline.common.kafka.TopicReachability#answers}
   * @param shortest how long a client may say nothing
   */
  public StallDetector(Witness witness, Duration shortest) {
    this.witness = witness;
    this.shortest = shortest;
    acknowledged();
  }

  void acknowledged() {
    now = shortest;
    nextQuestion = now;
  }

  /**
   * To be called often.
   *
   * @param silence since when nothing was acknowledged to this client
   * @throws KafkaException where a new client is to be tried
   */
  void bear(Duration silence) throws InterruptedException {
    if (silence.compareTo(nextQuestion) < 0) {
      return;
    }
    if (witness.answers()) {
      now = now.multipliedBy(2).compareTo(LONGEST) < 0 ? now.multipliedBy(2) : LONGEST;
      nextQuestion = now;
      throw new KafkaException(
          "nothing was acknowledged for " + silence.toSeconds() + " s, although Kafka answers");
    }
    nextQuestion = silence.plus(BETWEEN_QUESTIONS);
  }
}
