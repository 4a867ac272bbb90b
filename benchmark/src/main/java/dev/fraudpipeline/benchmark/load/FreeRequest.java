package dev.fraudpipeline.benchmark.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.Locale;

/**
 * One request after the other, in one array: a body is as long as {@code content-length} says, and
 * there is none without. Not thread-safe.
 */
public final class FreeRequest {
  private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(US_ASCII);
  private static final String LENGTH = "\r\ncontent-length:";
  private static final int FIRST_SIZE = 1 << 16;

  private ByteBuffer bytes = ByteBuffer.allocate(FIRST_SIZE);
  private int body;
  private int end;

  /** Reads one request to its end. False where there is no more, or less than a whole one. */
  public boolean read(ReadableByteChannel in) throws IOException {
    bytes.clear();
    body = -1;
    end = Integer.MAX_VALUE;
    while (bytes.position() < end) {
      if (!bytes.hasRemaining()) {
        bytes = ByteBuffer.allocate(2 * bytes.capacity()).put(bytes.flip());
      }
      if (in.read(bytes) < 0) {
        return false;
      }
      if (body < 0) {
        findBody(bytes.array(), bytes.position());
      }
    }
    return true;
  }

  private void findBody(byte[] request, int read) {
    for (int i = 0; i + END_OF_HEAD.length <= read; i++) {
      if (Arrays.equals(request, i, i + END_OF_HEAD.length, END_OF_HEAD, 0, END_OF_HEAD.length)) {
        body = i + END_OF_HEAD.length;
        end = body + contentLength(new String(request, 0, i + 2, US_ASCII));
        return;
      }
    }
  }

  private static int contentLength(String head) {
    int at = head.toLowerCase(Locale.ROOT).indexOf(LENGTH);
    if (at < 0) {
      return 0;
    }
    int from = at + LENGTH.length();
    return Integer.parseInt(head.substring(from, head.indexOf('\r', from)).strip());
  }

  /** Counts how often a byte is in the body. */
  public int count(char wanted) {
    byte[] request = bytes.array();
    int count = 0;
    for (int i = body; i < end; i++) {
      if (request[i] == wanted) {
        count++;
      }
    }
    return count;
  }
}
