package dev.fraudpipeline.sandbox.http;

import java.util.List;
import java.util.Optional;

/**
 * One request, read completely. Immutable, except that the body is not copied.
 *
 * @param target path and query as they came
 * @param arrivedNanos {@link System#nanoTime()} when the headers had arrived, before the body
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ServerRequest(
    String method, String target, List<HeaderLine> headers, byte[] body, long arrivedNanos) {

  public ServerRequest {
    headers = List.copyOf(headers);
  }

  /** The target without its query. */
  public String path() {
    int mark = target.indexOf('?');
    return mark < 0 ? target : target.substring(0, mark);
  }

  /** The first query parameter of that name, as it was sent: nothing is decoded. */
  public Optional<String> query(String name) {
    int mark = target.indexOf('?');
    if (mark < 0) {
      return Optional.empty();
    }
    for (String pair : target.substring(mark + 1).split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return Optional.of(pair.substring(name.length() + 1));
      }
    }
    return Optional.empty();
  }

  /** The first header of that name, whatever its case. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(HeaderLine::value)
        .findFirst();
  }
}
