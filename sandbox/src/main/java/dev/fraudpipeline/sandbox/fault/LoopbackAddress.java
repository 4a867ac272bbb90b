package dev.fraudpipeline.sandbox.fault;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses that no other machine can reach. */
public final class LoopbackAddress {

  private LoopbackAddress() {}

  /** The port on 127.0.0.1; 0 for any free one. */
  public static InetSocketAddress at(int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }
}
