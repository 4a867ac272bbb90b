package dev.fraudpipeline.common.http;

import java.net.URI;
import org.apache.hc.client5.http.impl.DefaultRedirectStrategy;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Follows where an answer sends the request, to other hosts as well, but never from https to http,
 * not for ever, and not to what is no address of HTTP. What is not followed is the answer.
 */
final class RedirectPolicy extends DefaultRedirectStrategy {
  /** In a row. */
  static final int MOST = 5;

  @Override
  public boolean isRedirected(HttpRequest request, HttpResponse response, HttpContext context)
      throws ProtocolException {
    return super.isRedirected(request, response, context)
        && HttpClientContext.cast(context).getRedirectLocations().size() < MOST
        && isGood(request, response, context);
  }

  private boolean isGood(HttpRequest request, HttpResponse response, HttpContext context) {
    try {
      URI to = getLocationURI(request, response, context);
      return to.getHost() != null
          && to.getUserInfo() == null
          && (URIScheme.HTTPS.same(to.getScheme())
              || (URIScheme.HTTP.same(to.getScheme()) && URIScheme.HTTP.same(request.getScheme())));
    } catch (HttpException e) {
      return false;
    }
  }
}
