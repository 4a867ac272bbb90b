package dev.fraudpipeline.sandbox.http;

import java.util.List;

/**
 * Response as it goes back: header lines in this order and case, nothing added but {@code
 * Connection: close} where the connection ends. The body is not copied.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ServerResponse(int status, List<HeaderLine> headers, byte[] body) {

  public ServerResponse {
    headers = List.copyOf(headers);
  }
}
