package dev.fraudpipeline.common.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Lookup;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.Closer;

/**
 * Connects so that a {@link InterruptibleRequest} can be cut off meanwhile. By itself the library
 * tries a host's next address after a connection that was aborted, and nobody could end that.
 */
final class InterruptibleConnector extends DefaultHttpClientConnectionOperator {

  InterruptibleConnector(DnsResolver names, Lookup<TlsSocketStrategy> tls) {
    super(proxy -> socket(), null, names, tls);
  }

  /** Of a channel, since another one's wait does not end by an interrupt. */
  private static Socket socket() throws IOException {
    SocketChannel channel = SocketChannel.open();
    InterruptibleRequest.current().awaits(() -> Closer.closeQuietly(channel));
    return channel.socket();
  }

  @Override
  protected void onAfterSocketConnect(HttpContext context, HttpHost host) {
    InterruptibleRequest.current().awaitsAnswer();
  }
}
