package dev.fraudpipeline.producer.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The answers of the API, on disk from before it is sent until Kafka has acknowledged all that came
 * of it; and the identities of the last payments that Kafka has.
 *
 * <p>A folder of segments that are only appended to. A segment begins with a checkpoint of the
 * state, so those before it are needed only for their answers, and are deleted, the oldest first,
 * once these are done: the journal stays as small as what is not done yet, and two segments. An
 * append that fails is never tried again on the same file (after a failed fsync the next one tells
 * nothing), but on a new segment.
 *
 * <p>Thread-safe: one thread appends, another reads and says what is done.
 */
public final class Journal implements AutoCloseable {
  /** So many payments are remembered. */
  static final int REMEMBERED = 100_000;

  private static final long SEGMENT_BYTES = 16 << 20;

  /** Beyond the answer itself: a new segment's checkpoint, and what the file system needs. */
  private static final long ROOM = 4 << 20;

  private final Path folder;
  private final FolderLock lock;
  private final JournalSegments segments;
  private final long segmentBytes;
  private final RecentPayments recent;
  private final CompletedAnswers done = new CompletedAnswers();
  private final OldestAnswer oldest = new OldestAnswer();

  /** Null before the first append, and after one that failed. */
  private JournalSegment active;

  /** Where reading goes on; null where it begins. */
  private JournalSegment reading;

  private long readAt;
  private long lastRead = -1;
  private long next;
  private final long firstOfThisLife;

  private Journal(
      Path folder, FolderLock lock, JournalSegments segments, long segmentBytes, int remembered)
      throws IOException {
    this.folder = folder;
    this.lock = lock;
    this.segments = segments;
    this.segmentBytes = segmentBytes;
    this.recent = new RecentPayments(remembered);
    this.next = new JournalRecovery(done, recent, oldest).run(segments);
    this.firstOfThisLife = next;
  }

  /**
   * Opens the journal, made where it is missing, and reads what an earlier life left.
   *
   * @throws JournalInUseException where another process, or another journal of this one, has it
   * @throws IOException where the folder cannot be used
   */
  public static Journal open(Path folder) throws IOException, JournalInUseException {
    return open(
        folder,
        file ->
            FileChannel.open(
                file,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE),
        SEGMENT_BYTES,
        REMEMBERED);
  }

  static Journal open(Path folder, SegmentFiles files, long segmentBytes, int remembered)
      throws IOException, JournalInUseException {
    Files.createDirectories(folder);
    FolderLock lock = new FolderLock(folder);
    try {
      return new Journal(
          folder, lock, new JournalSegments(folder, files), segmentBytes, remembered);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Keeps an answer: when this returns, it is on disk.
   *
   * @throws IOException where the disk is full or broken; then it is not kept, and the same may be
   *     tried again
   */
  public synchronized void append(long fetchedAtMillis, byte[] body) throws IOException {
    JournaledAnswer answer = new JournaledAnswer(next, UUID.randomUUID(), fetchedAtMillis, body);
    write(JournalRecord.answer(answer), true);
    active.holdsAnswer(next);
    oldest.add(next, fetchedAtMillis);
    next++;
  }

  /** Appends a record; where that fails, nothing more is appended to the same segment. */
  private void write(JournalRecord record, boolean forced) throws IOException {
    JournalSegment segment = active();
    try {
      segment.append(record);
      if (forced) {
        segment.force();
      }
    } catch (IOException e) {
      active = null;
      try {
        closeUnused(segment);
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /** The segment to append to: a new one where there is none, or it is full. */
  private JournalSegment active() throws IOException {
    if (active != null && active.end() >= segmentBytes) {
      JournalSegment full = active;
      active = null;
      closeUnused(full);
    }
    if (active == null) {
      active = segments.begin(JournalRecord.checkpoint(next, done, recent));
    }
    return active;
  }

  /** Closes a segment that is neither written nor read now. */
  private void closeUnused(JournalSegment segment) throws IOException {
    if (segment != active && segment != reading) {
      segment.close();
    }
  }

  /**
   * The next answer that is not done, in order; empty where all have been read.
   *
   * @throws IOException where the disk fails; may be tried again
   */
  public synchronized Optional<JournaledAnswer> next() throws IOException {
    while (segments.size() > 0) {
      if (reading == null) {
        reading = segments.first();
        readAt = 0;
      }
      // Damage was reported when the journal was opened.
      Optional<JournalSegment.Located> found = reading.firstFrom(readAt);
      readAt = found.map(JournalSegment.Located::end).orElse(reading.end());
      if (found.isPresent()) {
        JournalRecord record = found.get().record();
        if (record.type() == JournalRecord.Type.ANSWER) {
          JournaledAnswer answer = record.toAnswer();
          // The same number again is one whose first append was taken for failed.
          if (answer.number() > lastRead && !done.contains(answer.number())) {
            lastRead = answer.number();
            return Optional.of(answer);
          }
        }
      } else if (segments.isLast(reading)) {
        break;
      } else {
        JournalSegment read = reading;
        reading = segments.after(read);
        readAt = 0;
        closeUnused(read);
      }
    }
    return Optional.empty();
  }

  /** Has {@link #next()} begin again with the oldest that is not done. */
  public synchronized void rewind() {
    reading = null;
    lastRead = -1;
  }

  /** How many answers are not done. */
  public synchronized long waiting() {
    return done.missingBelow(next);
  }

  /** How many answers of an earlier life are not done. */
  public synchronized long leftOver() {
    return done.missingBelow(firstOfThisLife);
  }

  /** When the oldest answer that is not done was fetched, since 1970; empty where there is none. */
  public synchronized OptionalLong oldest() {
    return waiting() == 0 ? OptionalLong.empty() : oldest.oldest();
  }

  /** The size of its files. */
  public synchronized long bytes() {
    return segments.all().stream().mapToLong(JournalSegment::end).sum();
  }

  /** How much room its disk has. */
  public long freeBytes() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  /** Whether Kafka has the payment; of those that it had long ago this is forgotten. */
  public boolean remembers(PaymentFingerprint payment) {
    return recent.contains(payment);
  }

  /**
   * Kafka has all that came of an answer.
   *
   * @param payments that came of it, to be remembered
   * @throws IOException where that cannot be written; it holds all the same, for as long as this
   *     process lives
   */
  public synchronized void done(long number, List<PaymentFingerprint> payments) throws IOException {
    done.add(number);
    oldest.done(done.below());
    payments.forEach(recent::add);
    try {
      // No fsync: it goes with the next answer's. A crash of the machine may repeat the last ones.
      write(JournalRecord.done(number, payments), false);
    } finally {
      deleteWhatIsDone();
    }
  }

  /** Deletes no segment behind which there is no newer one, which holds what it remembers. */
  private void deleteWhatIsDone() throws IOException {
    while (segments.size() > 1
        && segments.first() != active
        && segments.first().lastAnswer() < done.below()) {
      if (segments.first() == reading) {
        reading = null;
      }
      segments.deleteFirst();
    }
  }

  /**
   * Whether the disk has room for an answer.
   *
   * @param bytes at most so large
   */
  public boolean hasRoomFor(long bytes) throws IOException {
    return freeBytes() >= roomFor(bytes);
  }

  /**
   * What the disk must have free for an answer, in bytes.
   *
   * @param bytes at most so large
   */
  public static long roomFor(long bytes) {
    return bytes + ROOM;
  }

  @Override
  public synchronized void close() throws IOException {
    segments.close();
    lock.close();
  }
}
