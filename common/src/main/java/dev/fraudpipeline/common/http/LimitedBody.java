package dev.fraudpipeline.common.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The body of an answer, read up to a limit.
 *
 * @param bytes not to be changed
 * @param truncated whether there was more than the limit; the connection was given up then
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
public record LimitedBody(byte[] bytes, boolean truncated) {
  /** At most so many are asked for at a time: the system's copy of them lies outside the heap. */
  private static final int PIECE = 128 << 10;

  /**
   * The factor by which room grows beyond what has come, where so much is announced: a server that
   * lies must send a part of what it wants to be held for it.
   */
  private static final int ANNOUNCED_GROWTH = 16;

  private static final int GROWTH = 2;
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  /** Of an answer that has none. */
  static final LimitedBody NONE = new LimitedBody(new byte[0], false);

  /**
   * Reads to the end, or to the limit and one byte further.
   *
   * @param announced its length as the server has it; negative where it did not say
   * @throws IOException where it is cut, or is not what was announced
   */
  static LimitedBody read(InputStream body, long announced, long limit) throws IOException {
    boolean known = announced >= 0 && announced <= limit;
    int most = (int) Math.min(known ? announced : limit, LARGEST_ARRAY);
    int growth = known ? ANNOUNCED_GROWTH : GROWTH;
    byte[] bytes = new byte[Math.min(most, PIECE)];
    int length = 0;
    while (length < most) {
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(most, (long) growth * length));
      }
      int read = body.read(bytes, length, Math.min(bytes.length - length, PIECE));
      if (read < 0) {
        return new LimitedBody(Arrays.copyOf(bytes, length), false);
      }
      length += read;
    }
    return new LimitedBody(bytes, body.read() >= 0);
  }
}
