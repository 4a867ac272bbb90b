package dev.fraudpipeline.sandbox.http;

import java.util.List;

/**
 * What goes back: header lines in this order and case, nothing added but {@code Connection: close}
 * where the connection ends. The body is not copied.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Response(int status, List<Header> headers, byte[] body) {

  public Response {
    headers = List.copyOf(headers);
  }
}
