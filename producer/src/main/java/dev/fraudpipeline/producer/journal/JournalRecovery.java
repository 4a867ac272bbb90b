package dev.fraudpipeline.producer.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a journal's segments once, from the oldest on, and tells what an earlier life left. What
 * cannot be read is reported and passed over: it never keeps a producer from starting.
 */
final class JournalRecovery {
  private static final Logger log = LoggerFactory.getLogger(JournalRecovery.class);

  private final CompletedAnswers done;
  private final RecentPayments recent;
  private final OldestAnswer oldest;

  /** Behind the highest number of an answer that was read. */
  private long expected;

  /** Behind the highest number that was seen. */
  private long next;

  JournalRecovery(CompletedAnswers done, RecentPayments recent, OldestAnswer oldest) {
    this.done = done;
    this.recent = recent;
    this.oldest = oldest;
  }

  /** The number of the next answer. */
  long run(JournalSegments segments) throws IOException {
    for (JournalSegment segment : segments.all()) {
      read(segment);
      segment.close();
    }
    missing(next);
    oldest.done(done.below());
    return next;
  }

  private void read(JournalSegment segment) throws IOException {
    for (long at = 0; at < segment.end(); ) {
      Optional<JournalSegment.Located> found = segment.firstFrom(at);
      if (found.isEmpty()) {
        log.warn(
            "the journal's {} ends with {} bytes that were written only half, as a kill or a full"
                + " disk leaves them; the answer in flight at that moment is not there",
            segment.file().getFileName(),
            segment.end() - at);
        return;
      }
      if (found.get().at() > at) {
        log.error(
            "the journal's {} is damaged from byte {} to {}: what was there is lost; check the"
                + " disk",
            segment.file().getFileName(),
            at,
            found.get().at());
      }
      take(found.get().record(), segment);
      at = found.get().end();
    }
  }

  private void take(JournalRecord record, JournalSegment segment) {
    ByteBuffer payload = ByteBuffer.wrap(record.head());
    switch (record.type()) {
      case ANSWER -> {
        JournaledAnswer answer = record.toAnswer();
        segment.holdsAnswer(answer.number());
        oldest.add(answer.number(), answer.fetchedAtMillis());
        missing(answer.number());
        expected = Math.max(expected, answer.number() + 1);
        next = Math.max(next, expected);
      }
      case DONE -> {
        long number = payload.getLong();
        done.add(number);
        next = Math.max(next, number + 1);
        remember(payload);
      }
      case CHECKPOINT -> {
        next = Math.max(next, payload.getLong());
        done.addAll(0, payload.getLong());
        int beyond = payload.getInt();
        for (int i = 0; i < beyond; i++) {
          done.add(payload.getLong());
        }
        remember(payload);
      }
    }
  }

  /** Numbers that are missing belong to answers that are gone: nobody waits for them. */
  private void missing(long below) {
    done.addAll(expected, below);
  }

  private void remember(ByteBuffer fingerprints) {
    while (fingerprints.remaining() >= PaymentFingerprint.BYTES) {
      recent.add(PaymentFingerprint.readFrom(fingerprints));
    }
  }
}
