package dev.fraudpipeline.sandbox.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Answers as uvicorn and FastAPI spell them: lower-case headers in a fixed order. */
public final class Uvicorn {
  public static final String JSON = "application/json";
  public static final String PLAIN_TEXT = "text/plain; charset=utf-8";

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static volatile Dated lastDate = new Dated(0, "");

  private Uvicorn() {}

  /** An answer with a body; {@code extra} headers come before the content's own. */
  public static Response answer(int status, String contentType, byte[] body, Header... extra) {
    List<Header> headers = start();
    headers.addAll(List.of(extra));
    headers.add(new Header("content-length", Integer.toString(body.length)));
    headers.add(new Header("content-type", contentType));
    return new Response(status, headers, body);
  }

  public static Response json(int status, String body, Header... extra) {
    return answer(status, JSON, body.getBytes(StandardCharsets.UTF_8), extra);
  }

  public static Response text(int status, String body) {
    return answer(status, PLAIN_TEXT, body.getBytes(StandardCharsets.UTF_8));
  }

  public static Response notFound() {
    return json(404, "{\"detail\":\"Not Found\"}");
  }

  public static Response methodNotAllowed(String allowed) {
    return json(405, "{\"detail\":\"Method Not Allowed\"}", new Header("allow", allowed));
  }

  public static Response internalServerError() {
    return text(500, "Internal Server Error");
  }

  /** What h11 says to bytes that are no HTTP/1 request: neither a date nor a length. */
  static Response invalidRequest() {
    return new Response(
        400,
        List.of(new Header("content-type", PLAIN_TEXT)),
        "Invalid HTTP request received.".getBytes(StandardCharsets.UTF_8));
  }

  private static List<Header> start() {
    List<Header> headers = new ArrayList<>(6);
    headers.add(new Header("date", date()));
    headers.add(new Header("server", "uvicorn"));
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
