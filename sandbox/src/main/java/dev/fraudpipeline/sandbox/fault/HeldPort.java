package dev.fraudpipeline.sandbox.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * A port that is bound and not listened on: the system refuses whoever connects there, and gives
 * the port to nobody else, not even to a client of ours that would then talk to itself. Whoever
 * wants to listen there lets go of it first. Thread-safe.
 */
final class HeldPort implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(1);

  private final SocketChannel holder;

  private HeldPort(SocketChannel holder) {
    this.holder = holder;
  }

  /** Holds any free one of this address. */
  static HeldPort any(InetAddress address) {
    FreePorts ports = new FreePorts(RandomGenerator.getDefault());
    while (true) {
      try {
        return bound(new InetSocketAddress(address, ports.next()));
      } catch (BindException e) {
        // Somebody was quicker; there are others.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Holds this one.
   *
   * @throws UncheckedIOException where it is taken
   */
  static HeldPort at(InetSocketAddress address) {
    try {
      return bound(address);
    } catch (IOException e) {
      throw new UncheckedIOException(named(address) + " cannot be had", e);
    }
  }

  /**
   * Holds one that was just listened on: a network thread gives a closed port back to the system
   * only on its next round, a moment later.
   *
   * @throws UncheckedIOException where it is still taken after half a minute
   */
  static HeldPort afterListening(InetSocketAddress address) {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return bound(address);
      } catch (BindException e) {
        if (System.nanoTime() - giveUp > 0) {
          throw new UncheckedIOException(named(address) + " is still listened on", e);
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static HeldPort bound(InetSocketAddress address) throws IOException {
    SocketChannel holder = SocketChannel.open();
    try {
      // Earlier connections in TIME_WAIT must not keep the port from being held.
      holder.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(address);
      return new HeldPort(holder);
    } catch (IOException e) {
      holder.close();
      throw e;
    }
  }

  private static String named(InetSocketAddress address) {
    return "port " + address.getPort() + " on " + address.getHostString();
  }

  int port() {
    try {
      return ((InetSocketAddress) holder.getLocalAddress()).getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets go of it. */
  @Override
  public void close() {
    try {
      holder.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
