package dev.fraudpipeline.common.http;

import java.time.Duration;

/**
 * On which terms requests are sent.
 *
 * @param timeout from the request to the last byte of the answer: the look-up of the host's name,
 *     connecting, TLS and redirections included
 * @param limit of an answer's body, in bytes
 * @param followsRedirects whether a request goes on where an answer sends it; never from https to
 *     http, and not further than five times in a row
 * @param trust how long a connection that is kept is taken for open without a look at it
 */
public record HttpClientConfig(
    Duration timeout, long limit, boolean followsRedirects, Duration trust) {

  /** Each answer is the last, and each kept connection is looked at before it is used again. */
  public HttpClientConfig(Duration timeout, long limit) {
    this(timeout, limit, false, Duration.ZERO);
  }

  public HttpClientConfig followingRedirects() {
    return new HttpClientConfig(timeout, limit, true, trust);
  }

  /**
   * Saves the look at connections that were in use so recently, which takes two milliseconds: for
   * requests that are repeated where a connection turns out to have ended.
   */
  public HttpClientConfig trusting(Duration recently) {
    return new HttpClientConfig(timeout, limit, followsRedirects, recently);
  }
}
