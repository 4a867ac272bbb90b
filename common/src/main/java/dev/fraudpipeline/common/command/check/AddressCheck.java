package dev.fraudpipeline.common.command.check;

import dev.fraudpipeline.common.log.LogText;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Locale;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Reaches a server, and sees whether it is who it says: connects, with https also by TLS, and sends
 * no request, since a request may not be harmless.
 */
public final class AddressCheck implements Check {
  private static final int PATIENCE_MS = 8_000;

  private final String what;
  private final URI url;
  private final String why;

  /**
   * @param what is there, such as "the payments API"
   * @param url http or https; of which only scheme, host and port are told
   * @param why no request is sent, as a phrase
   */
  public AddressCheck(String what, URI url, String why) {
    this.what = what;
    this.url = url;
    this.why = why;
  }

  @Override
  public void look(Consumer<CheckFinding> findings) {
    boolean tls = "https".equals(url.getScheme().toLowerCase(Locale.ROOT));
    int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
    String place = url.getHost() + ":" + port;
    InetSocketAddress proxy = proxy();
    InetSocketAddress address =
        proxy == null ? new InetSocketAddress(plain(url.getHost()), port) : proxy;
    try (Socket socket = new Socket()) {
      if (address.isUnresolved()) {
        findings.accept(CheckFinding.failed(what, "the host of " + place + " is not known"));
        return;
      }
      socket.connect(address, PATIENCE_MS);
      if (tls && proxy == null) {
        shakeHands(socket, port);
      }
      String how =
          proxy != null
              ? "the proxy before it answers"
              : tls ? "answers, and its certificate is trusted" : "answers";
      findings.accept(CheckFinding.ok(what, place + ": " + how + "; no request is sent: " + why));
    } catch (ConnectException e) {
      findings.accept(CheckFinding.failed(what, place + ": nobody listens there"));
    } catch (SocketTimeoutException e) {
      findings.accept(
          CheckFinding.failed(what, place + ": no answer within " + PATIENCE_MS / 1_000 + " s"));
    } catch (SSLException e) {
      findings.accept(CheckFinding.failed(what, place + ": TLS fails: " + LogText.cause(e)));
    } catch (IOException e) {
      findings.accept(CheckFinding.failed(what, place + ": " + LogText.cause(e)));
    }
  }

  /** An IPv6 address stands in brackets in a URL, and without them elsewhere. */
  private static String plain(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** The one that the JVM's settings put before it; null where there is none. */
  private InetSocketAddress proxy() {
    ProxySelector selector = ProxySelector.getDefault();
    if (selector == null) {
      return null;
    }
    return selector.select(url).stream()
        .filter(proxy -> proxy.type() == Proxy.Type.HTTP)
        .map(proxy -> (InetSocketAddress) proxy.address())
        .map(address -> new InetSocketAddress(address.getHostString(), address.getPort()))
        .findFirst()
        .orElse(null);
  }

  private void shakeHands(Socket socket, int port) throws IOException {
    socket.setSoTimeout(PATIENCE_MS);
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    try (SSLSocket secured =
        (SSLSocket) factory.createSocket(socket, plain(url.getHost()), port, true)) {
      SSLParameters parameters = secured.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secured.setSSLParameters(parameters);
      secured.startHandshake();
    }
  }
}
