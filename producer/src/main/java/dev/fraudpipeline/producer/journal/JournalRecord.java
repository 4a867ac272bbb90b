package dev.fraudpipeline.producer.journal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * One record of a segment: {@code magic(4) length(4) checksum(4) type(1) payload(length)}, numbers
 * big-endian, the checksum a CRC-32C over type and payload.
 *
 * @param head the payload, or what of it is not body
 * @param body of an answer, apart so that it is copied nowhere; empty otherwise
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
record JournalRecord(Type type, byte[] head, byte[] body) {
  static final int HEADER = 3 * Integer.BYTES + 1;

  /** The first bytes of each record; they make one findable behind damage. */
  static final int MAGIC = 0x464a0d01;

  /** Larger than any answer may be; a longer length is damage. */
  static final int LONGEST = 128 << 20;

  private static final int ANSWER_HEAD = 4 * Long.BYTES;
  private static final byte[] NO_BODY = {};

  /** The kinds of records. */
  enum Type {
    /** The state when its segment began: the first record of each. */
    CHECKPOINT(1),
    ANSWER(2),
    /** An answer is done: its number, and the fingerprints of its payments. */
    DONE(3);

    private final byte code;

    Type(int code) {
      this.code = (byte) code;
    }

    /** How many of so many bytes of payload are head. */
    int headOf(int payload) {
      return this == ANSWER ? Math.min(ANSWER_HEAD, payload) : payload;
    }

    /** The type that has the code on disk. */
    static Optional<Type> of(byte code) {
      return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
    }
  }

  static JournalRecord answer(JournaledAnswer answer) {
    ByteBuffer head = ByteBuffer.allocate(ANSWER_HEAD);
    head.putLong(answer.number());
    head.putLong(answer.id().getMostSignificantBits());
    head.putLong(answer.id().getLeastSignificantBits());
    head.putLong(answer.fetchedAtMillis());
    return new JournalRecord(Type.ANSWER, head.array(), answer.body());
  }

  static JournalRecord done(long number, List<PaymentFingerprint> fingerprints) {
    ByteBuffer payload =
        ByteBuffer.allocate(Long.BYTES + fingerprints.size() * PaymentFingerprint.BYTES);
    payload.putLong(number);
    fingerprints.forEach(fingerprint -> fingerprint.writeTo(payload));
    return new JournalRecord(Type.DONE, payload.array(), NO_BODY);
  }

  static JournalRecord checkpoint(long next, CompletedAnswers done, RecentPayments recent) {
    List<Long> beyond = done.beyond();
    ByteBuffer payload =
        ByteBuffer.allocate(
            2 * Long.BYTES
                + Integer.BYTES
                + beyond.size() * Long.BYTES
                + recent.size() * PaymentFingerprint.BYTES);
    payload.putLong(next).putLong(done.below()).putInt(beyond.size());
    beyond.forEach(payload::putLong);
    recent.writeTo(payload);
    return new JournalRecord(Type.CHECKPOINT, payload.array(), NO_BODY);
  }

  /** The answer of an {@link Type#ANSWER}. */
  JournaledAnswer toAnswer() {
    ByteBuffer source = ByteBuffer.wrap(head);
    return new JournaledAnswer(
        source.getLong(), new UUID(source.getLong(), source.getLong()), source.getLong(), body);
  }

  /** What it takes on disk, in bytes. */
  long length() {
    return (long) HEADER + head.length + body.length;
  }

  /** The record as it is on disk, but for the body, which follows. */
  ByteBuffer beginning() {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER + head.length);
    bytes.putInt(MAGIC).putInt(head.length + body.length).putInt(checksum());
    bytes.put(type.code).put(head);
    return bytes.flip();
  }

  int checksum() {
    CRC32C crc = new CRC32C();
    crc.update(type.code);
    crc.update(head);
    crc.update(body);
    return (int) crc.getValue();
  }
}
