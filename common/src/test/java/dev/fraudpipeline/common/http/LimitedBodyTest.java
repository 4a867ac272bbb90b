package dev.fraudpipeline.common.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LimitedBodyTest {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;

  @ParameterizedTest
  @CsvSource({
    "0, 10, false",
    "9, 10, false",
    "10, 10, false",
    "11, 10, true",
    "131072, 131072, false",
    "131073, 131072, true",
    "131073, 4194304, false",
    "2097153, 4194304, false",
    "5000000, 4194304, true"
  })
  void whatThereIsIsReadUpToTheLimitWhateverIsAnnounced(int length, int limit, boolean truncated)
      throws IOException {
    byte[] sent = bytes(length);
    byte[] taken = Arrays.copyOf(sent, Math.min(length, limit));
    for (int announced : new int[] {length, -1}) {
      // When
      LimitedBody body = LimitedBody.read(inPieces(sent), announced, limit);

      // Then
      assertThat(body.bytes()).as("announced: %d", announced).isEqualTo(taken);
      assertThat(body.truncated()).as("announced: %d", announced).isEqualTo(truncated);
    }
  }

  @Test
  void aLongBodyOfKnownLengthIsReadIntoOneArray() throws IOException {
    byte[] sent = bytes(2 * MIB);

    long allocated = allocatedBy(() -> LimitedBody.read(inPieces(sent), sent.length, 4 * MIB));

    assertThat(allocated).isLessThan(2 * MIB + 200 * KIB);
  }

  @Test
  void whatIsAnnouncedAndNeverComesTakesNoRoom() {
    long allocated =
        allocatedBy(
            () ->
                assertThatThrownBy(() -> LimitedBody.read(cutAfter(100 * KIB), 64 * MIB, 64 * MIB))
                    .isInstanceOf(EOFException.class));

    assertThat(allocated).isLessThan(MIB);
  }

  @Test
  void aBodyOfUnknownLengthTakesRoomAsItComes() throws IOException {
    byte[] sent = bytes(MIB + 1);

    long allocated = allocatedBy(() -> LimitedBody.read(inPieces(sent), -1, 64 * MIB));

    assertThat(allocated).isLessThan(6 * MIB);
  }

  @FunctionalInterface
  private interface Reading {
    void run() throws IOException;
  }

  private static long allocatedBy(Reading reading) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try {
      // Classes that are loaded on the way count as well.
      reading.run();
      long before = threads.getCurrentThreadAllocatedBytes();
      reading.run();
      return threads.getCurrentThreadAllocatedBytes() - before;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 8));
    }
    return bytes;
  }

  /** Gives less than it is asked for, as a connection does. */
  private static InputStream inPieces(byte[] bytes) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] b, int off, int len) {
        return super.read(b, off, Math.min(len, 10_007));
      }
    };
  }

  private static InputStream cutAfter(int length) {
    return new InputStream() {
      private int left = length;

      @Override
      public int read() throws IOException {
        throw new EOFException();
      }

      @Override
      public int read(byte[] b, int off, int len) throws IOException {
        if (left == 0) {
          throw new EOFException();
        }
        int read = Math.min(left, len);
        left -= read;
        return read;
      }
    };
  }
}
