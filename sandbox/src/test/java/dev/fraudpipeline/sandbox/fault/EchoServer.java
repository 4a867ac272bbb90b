package dev.fraudpipeline.sandbox.fault;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Sends back what it is sent. */
final class EchoServer implements AutoCloseable {

  private final ServerSocket listener;

  EchoServer() throws IOException {
    listener = new ServerSocket();
    listener.bind(LoopbackAddress.at(0));
    start(this::accept);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        start(() -> echo(client));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private static void echo(Socket client) {
    try (client) {
      InputStream in = client.getInputStream();
      in.transferTo(client.getOutputStream());
    } catch (IOException e) {
      // The client has gone, as some tests want it to.
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "echo-server");
    thread.setDaemon(true);
    thread.start();
  }
}
