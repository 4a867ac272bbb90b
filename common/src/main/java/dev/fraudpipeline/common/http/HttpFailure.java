package dev.fraudpipeline.common.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;

/**
 * What a failed request is told as: the JDK's own exceptions, of which operators and callers know
 * what they mean. The library's repeat addresses, and pieces of what came.
 */
final class HttpFailure {
  private HttpFailure() {}

  static IOException of(IOException failure) {
    if (failure instanceof ConnectTimeoutException) {
      return new ConnectException("no answer to the connection");
    }
    if (failure instanceof HttpHostConnectException) {
      return new ConnectException("the connection is refused");
    }
    if (failure instanceof NoHttpResponseException) {
      return new EOFException("the connection ended without an answer");
    }
    if (failure instanceof ConnectionClosedException) {
      return new EOFException("the connection ended amid the answer");
    }
    if (failure instanceof MessageConstraintException) {
      return new ProtocolException("the answer's head is too long");
    }
    if (failure instanceof ClientProtocolException
        || failure instanceof MalformedChunkCodingException) {
      return new ProtocolException("what came is not HTTP/1.1, or was cut");
    }
    return failure;
  }
}
