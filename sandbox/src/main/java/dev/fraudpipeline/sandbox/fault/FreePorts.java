package dev.fraudpipeline.sandbox.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Picks loopback ports that are free, and that stay free while the one that listens restarts. Not
 * thread-safe, except {@link #free()}.
 */
public final class FreePorts {
  /**
   * Below the range from which systems take the ports of outgoing connections: one of those could
   * take a part's port in the moment in which nobody listens there.
   */
  private static final int FIRST = 20_000;

  private static final int LAST = 32_000;
  private static final int TRIES = 1_000;

  private final RandomGenerator random;
  private final Set<Integer> given = new HashSet<>();

  public FreePorts(RandomGenerator random) {
    this.random = random;
  }

  /**
   * A port that nobody listens on now. Only another caller of this class is likely to take it
   * before it is bound.
   */
  public static int free() {
    return new FreePorts(RandomGenerator.getDefault()).next();
  }

  /** A free port, another one at each call. */
  public int next() {
    for (int i = 0; i < TRIES; i++) {
      int port = random.nextInt(FIRST, LAST);
      if (isFree(port) && given.add(port)) {
        return port;
      }
    }
    throw new UncheckedIOException(
        new IOException("no free port between " + FIRST + " and " + LAST));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // Else one that is bound elsewhere, but not listened on just now, would seem free.
      socket.setReuseAddress(false);
      socket.bind(LoopbackAddress.at(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
