package dev.fraudpipeline.sandbox.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Answers as uvicorn and FastAPI spell them: lower-case headers in a fixed order. */
public final class UvicornResponses {
  public static final String JSON = "application/json";
  public static final String PLAIN_TEXT = "text/plain; charset=utf-8";

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static volatile Dated lastDate = new Dated(0, "");

  private UvicornResponses() {}

  /** An answer with a body; {@code extra} headers come before the content's own. */
  public static ServerResponse answer(
      int status, String contentType, byte[] body, HeaderLine... extra) {
    List<HeaderLine> headers = start();
    headers.addAll(List.of(extra));
    headers.add(new HeaderLine("content-length", Integer.toString(body.length)));
    headers.add(new HeaderLine("content-type", contentType));
    return new ServerResponse(status, headers, body);
  }

  public static ServerResponse json(int status, String body, HeaderLine... extra) {
    return answer(status, JSON, body.getBytes(StandardCharsets.UTF_8), extra);
  }

  public static ServerResponse text(int status, String body) {
    return answer(status, PLAIN_TEXT, body.getBytes(StandardCharsets.UTF_8));
  }

  public static ServerResponse notFound() {
    return json(404, "{\"detail\":\"Not Found\"}");
  }

  public static ServerResponse methodNotAllowed(String allowed) {
    return json(405, "{\"detail\":\"Method Not Allowed\"}", new HeaderLine("allow", allowed));
  }

  public static ServerResponse internalServerError() {
    return text(500, "Internal Server Error");
  }

  /** Response of h11 to bytes that are no HTTP/1 request: with neither a date nor a length. */
  static ServerResponse invalidRequest() {
    return new ServerResponse(
        400,
        List.of(new HeaderLine("content-type", PLAIN_TEXT)),
        "Invalid HTTP request received.".getBytes(StandardCharsets.UTF_8));
  }

  private static List<HeaderLine> start() {
    List<HeaderLine> headers = new ArrayList<>(6);
    headers.add(new HeaderLine("date", date()));
    headers.add(new HeaderLine("server", "uvicorn"));
    return headers;
  }

  private static String date() {
    long second = System.currentTimeMillis() / 1000;
    Dated last = lastDate;
    if (last.second() != second) {
      last = new Dated(second, HTTP_DATE.format(Instant.ofEpochSecond(second)));
      lastDate = last;
    }
    return last.text();
  }

  /** Formatting is dear, and the second changes once a second. */
  private record Dated(long second, String text) {}
}
