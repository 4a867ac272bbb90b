package dev.fraudpipeline.producer.journal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * One file of the journal: records, one behind the other. Written by one process, from its
 * beginning to its end, and only read after that. Open only while it is at work: in a long outage
 * there are more segments than a process may have open files. Not thread-safe.
 */
final class JournalSegment {
  /** So much is written or read at once: the JDK keeps a buffer as large for each thread. */
  private static final int SLICE = 256 << 10;

  private final Path file;

  /** Null while it is closed. */
  private FileChannel channel;

  /** Behind the last whole record. */
  private long end;

  /** The highest number of an answer in it; negative where it has none. */
  private long lastAnswer = -1;

  /** A new one, to be written. */
  JournalSegment(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** One that an earlier life wrote. */
  JournalSegment(Path file) throws IOException {
    this.file = file;
    this.end = Files.size(file);
  }

  Path file() {
    return file;
  }

  long end() {
    return end;
  }

  long lastAnswer() {
    return lastAnswer;
  }

  void holdsAnswer(long number) {
    lastAnswer = Math.max(lastAnswer, number);
  }

  /**
   * Appends a record, without forcing it to the disk.
   *
   * @throws IOException after which the segment must not be appended to any more: there may be half
   *     a record at its end
   */
  void append(JournalRecord record) throws IOException {
    long at = write(record.beginning(), end);
    end = write(ByteBuffer.wrap(record.body()), at);
  }

  private long write(ByteBuffer bytes, long from) throws IOException {
    long at = from;
    int whole = bytes.limit();
    while (bytes.position() < whole) {
      bytes.limit(Math.min(whole, bytes.position() + SLICE));
      at += channel.write(bytes, at);
    }
    return at;
  }

  /**
   * Forces all that was appended to the disk.
   *
   * @throws IOException after which the segment must not be appended to any more: the system may
   *     have dropped what it could not write, and would call the next attempt a success
   */
  void force() throws IOException {
    channel.force(false);
  }

  /** A record, and the offset at which it begins. */
  record Located(long at, JournalRecord record) {
    /** Behind it. */
    long end() {
      return at + record.length();
    }
  }

  /**
   * The first whole record from an offset on; where it lies behind it, what is between is damaged.
   */
  Optional<Located> firstFrom(long from) throws IOException {
    Optional<Located> here = read(from);
    if (here.isPresent() || from >= end) {
      return here;
    }
    ByteBuffer chunk = ByteBuffer.allocate(64 << 10);
    for (long at = from + 1;
        at + JournalRecord.HEADER <= end;
        at += chunk.capacity() - Integer.BYTES + 1) {
      chunk.clear().limit((int) Math.min(chunk.capacity(), end - at));
      readFully(chunk, at);
      for (int i = 0; i + Integer.BYTES <= chunk.limit(); i++) {
        if (chunk.getInt(i) == JournalRecord.MAGIC) {
          Optional<Located> there = read(at + i);
          if (there.isPresent()) {
            return there;
          }
        }
      }
    }
    return Optional.empty();
  }

  /** The record at an offset; empty where there is none, or none whose checksum is right. */
  private Optional<Located> read(long at) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(JournalRecord.HEADER);
    if (at + JournalRecord.HEADER > end) {
      return Optional.empty();
    }
    readFully(header, at);
    int magic = header.getInt();
    int length = header.getInt();
    int checksum = header.getInt();
    Optional<JournalRecord.Type> type = JournalRecord.Type.of(header.get());
    if (magic != JournalRecord.MAGIC
        || length < 0
        || length > JournalRecord.LONGEST
        || at + JournalRecord.HEADER + length > end
        || type.isEmpty()) {
      return Optional.empty();
    }
    byte[] head = new byte[type.get().headOf(length)];
    byte[] body = new byte[length - head.length];
    readFully(ByteBuffer.wrap(head), at + JournalRecord.HEADER);
    readFully(ByteBuffer.wrap(body), at + JournalRecord.HEADER + head.length);
    JournalRecord record = new JournalRecord(type.get(), head, body);
    return record.checksum() == checksum ? Optional.of(new Located(at, record)) : Optional.empty();
  }

  private void readFully(ByteBuffer target, long from) throws IOException {
    if (channel == null) {
      channel = FileChannel.open(file, StandardOpenOption.READ);
    }
    long at = from;
    int whole = target.limit();
    while (target.position() < whole) {
      target.limit(Math.min(whole, target.position() + SLICE));
      int read = channel.read(target, at);
      if (read < 0) {
        throw new EOFException(file + " is shorter than it was");
      }
      at += read;
    }
    target.flip();
  }

  /** It is not written any more, and not read for now. */
  void close() throws IOException {
    if (channel != null) {
      FileChannel open = channel;
      channel = null;
      open.close();
    }
  }

  void delete() throws IOException {
    close();
    Files.deleteIfExists(file);
  }
}
