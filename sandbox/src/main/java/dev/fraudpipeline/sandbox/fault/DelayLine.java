package dev.fraudpipeline.sandbox.fault;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/** Bytes that wait for their time, in the order in which they came. Confined to one thread. */
final class DelayLine {
  private record Delayed(ByteBuf bytes, long dueNanos) {}

  private final Duration delay;
  private final Queue<Delayed> waiting = new ArrayDeque<>();
  private int bytes;

  DelayLine(Duration delay) {
    this.delay = delay;
  }

  /** Takes them over; they are due after the delay. */
  void add(ByteBuf late) {
    waiting.add(new Delayed(late, System.nanoTime() + delay.toNanos()));
    bytes += late.readableBytes();
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Number of bytes that wait. */
  int bytes() {
    return bytes;
  }

  /**
   * Hands on those that wait longest.
   *
   * @param all whether they are due or not
   * @return empty where none is due
   */
  Optional<ByteBuf> next(boolean all) {
    Delayed first = waiting.peek();
    if (first == null || !(all || first.dueNanos() - System.nanoTime() <= 0)) {
      return Optional.empty();
    }
    waiting.remove();
    bytes -= first.bytes().readableBytes();
    return Optional.of(first.bytes());
  }

  /** Gives up what waits. */
  void drop() {
    waiting.forEach(late -> late.bytes().release());
    waiting.clear();
    bytes = 0;
  }
}
