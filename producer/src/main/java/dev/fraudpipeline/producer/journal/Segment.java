package dev.fraudpipeline.producer.journal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One file of the journal: frames, one behind the other. Written by one process, from its beginning
 * to its end, and only read after that. Not thread-safe.
 */
final class Segment {
  private final Path file;
  private final FileChannel channel;

  /** Behind the last whole frame. */
  private long end;

  /** The highest number of an answer in it; negative where it has none. */
  private long lastAnswer = -1;

  Segment(Path file, FileChannel channel, long end) {
    this.file = file;
    this.channel = channel;
    this.end = end;
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
   * Appends a frame, without forcing it to the disk.
   *
   * @throws IOException after which the segment must not be appended to any more: there may be half
   *     a frame at its end
   */
  void append(Frame frame) throws IOException {
    ByteBuffer bytes = frame.encoded();
    long at = end;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
    end = at;
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

  /** The frame at an offset; empty where there is none, or none whose checksum is right. */
  Optional<Frame> read(long at) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(Frame.HEADER);
    if (at + Frame.HEADER > end) {
      return Optional.empty();
    }
    readFully(header, at);
    int magic = header.getInt();
    int length = header.getInt();
    int checksum = header.getInt();
    Optional<Frame.Type> type = Frame.Type.of(header.get());
    if (magic != Frame.MAGIC
        || length < 0
        || length > Frame.LONGEST
        || at + Frame.HEADER + length > end
        || type.isEmpty()) {
      return Optional.empty();
    }
    ByteBuffer payload = ByteBuffer.allocate(length);
    readFully(payload, at + Frame.HEADER);
    return type.map(known -> new Frame(known, payload.array()))
        .filter(frame -> Frame.checksum(frame.type(), frame.payload()) == checksum);
  }

  /** Where the next whole frame begins, from an offset on; empty where there is none. */
  Optional<Long> findFrame(long from) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(64 << 10);
    for (long at = from; at + Frame.HEADER <= end; at += chunk.capacity() - Integer.BYTES + 1) {
      chunk.clear().limit((int) Math.min(chunk.capacity(), end - at));
      readFully(chunk, at);
      for (int i = 0; i + Integer.BYTES <= chunk.limit(); i++) {
        if (chunk.getInt(i) == Frame.MAGIC && read(at + i).isPresent()) {
          return Optional.of(at + i);
        }
      }
    }
    return Optional.empty();
  }

  private void readFully(ByteBuffer target, long from) throws IOException {
    long at = from;
    while (target.hasRemaining()) {
      int read = channel.read(target, at);
      if (read < 0) {
        throw new EOFException(file + " is shorter than it was");
      }
      at += read;
    }
    target.flip();
  }

  void close() throws IOException {
    channel.close();
  }

  void delete() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }
}
