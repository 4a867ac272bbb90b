package dev.fraudpipeline.producer.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.common.payment.Payment;
import dev.fraudpipeline.common.payment.PaymentId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A payment's identity in 16 bytes: the beginning of the SHA-256 of its {@code trans_num} and
 * {@code unix_time}. Two payments that share one are not to be met in this universe's time.
 */
public record PaymentFingerprint(long high, long low) {
  static final int BYTES = 2 * Long.BYTES;

  /** To look one up takes as long as to use it. */
  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(PaymentFingerprint::sha256);

  /** The fingerprint of {@link Payment#id()}, from the payment's bytes. */
  public static PaymentFingerprint of(Payment payment) {
    byte[] json = payment.json();
    int from = payment.from(Column.TRANS_NUM) + 1;
    int to = payment.to(Column.TRANS_NUM) - 1;
    for (int i = from; i < to; i++) {
      if (json[i] == '\\') {
        return of(payment.id()); // the text is not what stands here
      }
    }
    return of(json, from, to, payment.integer(Column.UNIX_TIME));
  }

  static PaymentFingerprint of(PaymentId id) {
    byte[] transNum = id.transNum().getBytes(UTF_8);
    return of(transNum, 0, transNum.length, id.unixTime());
  }

  private static PaymentFingerprint of(byte[] transNum, int from, int to, long unixTime) {
    MessageDigest digest = SHA_256.get();
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, unixTime).array());
    digest.update(transNum, from, to - from);
    ByteBuffer hash = ByteBuffer.wrap(digest.digest());
    return new PaymentFingerprint(hash.getLong(), hash.getLong());
  }

  static PaymentFingerprint readFrom(ByteBuffer source) {
    return new PaymentFingerprint(source.getLong(), source.getLong());
  }

  void writeTo(ByteBuffer target) {
    target.putLong(high).putLong(low);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
