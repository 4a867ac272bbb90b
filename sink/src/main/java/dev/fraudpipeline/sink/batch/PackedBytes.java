package dev.fraudpipeline.sink.batch;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Thousands of small things as bytes, one behind the other in one array: where each lived as
 * objects of its own for as long as its batch, the garbage collector would copy them all again and
 * again. The memory is used anew after {@link #clear()}. Not thread-safe.
 */
public final class PackedBytes {
  /** So that one unusual batch is not remembered for ever. */
  private static final int KEPT = 6 << 20;

  private ByteBuffer bytes;

  /** The places at which each begins, and the next one will. */
  private int[] starts = new int[1_024];

  private int size;

  /**
   * @param expected for how many bytes there is room from the start, though never more than is kept
   *     for ever
   */
  public PackedBytes(long expected) {
    bytes = ByteBuffer.allocate((int) Math.min(KEPT, expected));
  }

  public void clear() {
    if (bytes.capacity() > KEPT) {
      bytes = ByteBuffer.allocate(KEPT);
    }
    bytes.clear();
    size = 0;
  }

  /**
   * Makes room for the next one, at the buffer's position.
   *
   * @param most how many bytes it has, at most
   */
  public ByteBuffer next(int most) {
    if (bytes.remaining() < most) {
      int needed = Math.addExact(bytes.position(), most);
      int larger = Math.max(needed, bytes.capacity() + bytes.capacity() / 2);
      bytes = ByteBuffer.wrap(Arrays.copyOf(bytes.array(), larger)).position(bytes.position());
    }
    return bytes;
  }

  /** Ends the next one: all that was written since the one before. */
  public void end() {
    size++;
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, 2 * size);
    }
    starts[size] = bytes.position();
  }

  /** Forgets some, and moves the others together. */
  public void keepOnly(IntPredicate kept) {
    int count = size;
    bytes.clear();
    size = 0;
    for (int i = 0; i < count; i++) {
      int from = starts[i];
      int length = starts[i + 1] - from;
      if (kept.test(i)) {
        System.arraycopy(bytes.array(), from, bytes.array(), bytes.position(), length);
        bytes.position(bytes.position() + length);
        end();
      }
    }
  }

  public int size() {
    return size;
  }

  /**
   * The place at which one begins in {@link #array()}, and the one before ends; up to {@link
   * #size()}.
   */
  public int start(int i) {
    return starts[i];
  }

  /** The bytes of all, and unused room behind them: until the next call of another method. */
  public byte[] array() {
    return bytes.array();
  }
}
