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
  private final RecentPayments remembered;
  private boolean anyAnswer;

  private final OldestAnswer ages;

  /** Behind the highest number of an answer that was read. */
  private long expected;

  /** Behind the highest number that was seen. */
  private long next;

  JournalRecovery(CompletedAnswers done, RecentPayments remembered, OldestAnswer ages) {
    this.ages = ages;
    this.done = done;
    this.remembered = remembered;
  }

  /** The number of the next answer. */
  long run(JournalSegments segments) throws IOException {
    for (JournalSegment segment : segments.all()) {
      read(segment);
    }
    return next;
  }

  private void read(JournalSegment segment) throws IOException {
    long at = 0;
    while (at < segment.end()) {
      Optional<JournalRecord> frame = segment.read(at);
      if (frame.isPresent()) {
        take(frame.get(), segment);
        at += frame.get().length();
      } else {
        at = skipDamage(segment, at);
      }
    }
    segment.close();
  }

  private static long skipDamage(JournalSegment segment, long at) throws IOException {
    Optional<Long> next = segment.findFrame(at + 1);
    if (next.isEmpty()) {
      log.warn(
          "the journal's {} ends with {} bytes that were written only half, as a kill or a full"
              + " disk leaves them; the answer in flight at that moment is not there",
          segment.file().getFileName(),
          segment.end() - at);
      return segment.end();
    }
    log.error(
        "the journal's {} is damaged from byte {} to {}: what was there is lost; check the disk",
        segment.file().getFileName(),
        at,
        next.get());
    return next.get();
  }

  private void take(JournalRecord frame, JournalSegment segment) {
    ByteBuffer payload = ByteBuffer.wrap(frame.head());
    switch (frame.type()) {
      case ANSWER -> {
        long number = payload.getLong();
        segment.holdsAnswer(number);
        answer(number);
        // Behind the number, the answer's id.
        ages.add(number, payload.getLong(Long.BYTES + 2 * Long.BYTES));
      }
      case DONE -> {
        long number = payload.getLong();
        done.add(number);
        next = Math.max(next, number + 1);
        remember(payload);
      }
      case CHECKPOINT -> {
        next = Math.max(next, payload.getLong());
        done.addAllBelow(payload.getLong());
        int beyond = payload.getInt();
        for (int i = 0; i < beyond; i++) {
          done.add(payload.getLong());
        }
        remember(payload);
      }
    }
  }

  /** Numbers that are missing belong to answers that are gone: nobody waits for them. */
  private void answer(long number) {
    if (!anyAnswer) {
      done.addAllBelow(number);
      anyAnswer = true;
    } else {
      for (long gone = expected; gone < number; gone++) {
        done.add(gone);
      }
    }
    expected = Math.max(expected, number + 1);
    next = Math.max(next, expected);
  }

  private void remember(ByteBuffer fingerprints) {
    while (fingerprints.remaining() >= PaymentFingerprint.BYTES) {
      remembered.add(PaymentFingerprint.readFrom(fingerprints));
    }
  }
}
