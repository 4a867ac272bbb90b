package dev.fraudpipeline.common.http;

import java.util.Optional;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;

/** A whole answer. */
public final class HttpReply {
  private final HttpResponse head;
  private final LimitedBody body;

  HttpReply(HttpResponse head, LimitedBody body) {
    this.head = head;
    this.body = body;
  }

  public int status() {
    return head.getCode();
  }

  /** The first header of that name, whatever its case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(head.getFirstHeader(name)).map(Header::getValue);
  }

  public LimitedBody body() {
    return body;
  }
}
