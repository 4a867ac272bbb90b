package dev.fraudpipeline.common.http;

import java.io.IOException;
import java.net.Socket;
import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.util.Timeout;

/**
 * A connection that knows when it is not to be used again: the server has closed it, or has said
 * more than it was asked, which would be taken for the next answer.
 */
final class ReusableConnection extends DefaultManagedHttpClientConnection {
  /** Far beyond what servers and proxies send. */
  private static final Http1Config HEAD_LIMITS =
      Http1Config.custom().setMaxLineLength(64 << 10).setMaxHeaderCount(500).build();

  private static final Timeout MOMENT = Timeout.ofMilliseconds(1);

  private ReusableConnection() {
    super(
        "http",
        null,
        null,
        HEAD_LIMITS,
        null,
        null,
        null,
        // The client's own would wait behind whatever is no answer for one.
        new DefaultHttpResponseParserFactory(HEAD_LIMITS));
  }

  /**
   * @param socket null where it is to come later
   */
  static ReusableConnection over(Socket socket) throws IOException {
    ReusableConnection connection = new ReusableConnection();
    if (socket != null) {
      connection.bind(socket);
    }
    return connection;
  }

  @Override
  public boolean isStale() throws IOException {
    return super.isStale() || isDataAvailable(MOMENT);
  }
}
