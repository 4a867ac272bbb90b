package dev.fraudpipeline.common.http;

import java.io.IOException;

/** There was no whole answer in time. The server may go on working on the request. */
public final class HttpTimeoutException extends IOException {
  private static final long serialVersionUID = 1L;

  HttpTimeoutException(String message) {
    super(message);
  }
}
