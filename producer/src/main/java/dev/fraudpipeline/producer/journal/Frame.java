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
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
record Frame(Type type, byte[] payload) {
  static final int HEADER = 3 * Integer.BYTES + 1;

  /** Where a frame may begin; what makes one findable behind damage. */
  static final int MAGIC = 0x464a0d01;

  /** Larger than any answer may be; a longer length is damage. */
  static final int LONGEST = 128 << 20;

  /** What a frame holds. */
  enum Type {
    /** The state when its segment began: the first frame of each. */
    CHECKPOINT(1),
    ANSWER(2),
    /** An answer is done: its number, and the fingerprints of its payments. */
    DONE(3);

    private final byte code;

    Type(int code) {
      this.code = (byte) code;
    }

    /** The type that has the code on disk. */
    static Optional<Type> of(byte code) {
      return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
    }
  }

  static Frame answer(Answer answer) {
    ByteBuffer payload = ByteBuffer.allocate(4 * Long.BYTES + answer.body().length);
    payload.putLong(answer.number());
    payload.putLong(answer.id().getMostSignificantBits());
    payload.putLong(answer.id().getLeastSignificantBits());
    payload.putLong(answer.fetchedAtMillis());
    payload.put(answer.body());
    return new Frame(Type.ANSWER, payload.array());
  }

  static Frame done(long number, List<Fingerprint> fingerprints) {
    ByteBuffer payload = ByteBuffer.allocate(Long.BYTES + fingerprints.size() * Fingerprint.BYTES);
    payload.putLong(number);
    fingerprints.forEach(fingerprint -> fingerprint.writeTo(payload));
    return new Frame(Type.DONE, payload.array());
  }

  static Frame checkpoint(long next, DoneNumbers done, List<Fingerprint> fingerprints) {
    List<Long> beyond = done.beyond();
    ByteBuffer payload =
        ByteBuffer.allocate(
            2 * Long.BYTES
                + Integer.BYTES
                + beyond.size() * Long.BYTES
                + fingerprints.size() * Fingerprint.BYTES);
    payload.putLong(next).putLong(done.below()).putInt(beyond.size());
    beyond.forEach(payload::putLong);
    fingerprints.forEach(fingerprint -> fingerprint.writeTo(payload));
    return new Frame(Type.CHECKPOINT, payload.array());
  }

  /** The answer of an {@link Type#ANSWER}. */
  Answer toAnswer() {
    ByteBuffer source = ByteBuffer.wrap(payload);
    long number = source.getLong();
    UUID id = new UUID(source.getLong(), source.getLong());
    long fetchedAt = source.getLong();
    byte[] body = new byte[source.remaining()];
    source.get(body);
    return new Answer(number, id, fetchedAt, body);
  }

  /** The frame as it is on disk. */
  ByteBuffer encoded() {
    ByteBuffer frame = ByteBuffer.allocate(HEADER + payload.length);
    frame.putInt(MAGIC).putInt(payload.length).putInt(checksum(type, payload));
    frame.put(type.code).put(payload);
    return frame.flip();
  }

  static int checksum(Type type, byte[] payload) {
    CRC32C crc = new CRC32C();
    crc.update(type.code);
    crc.update(payload);
    return (int) crc.getValue();
  }
}
