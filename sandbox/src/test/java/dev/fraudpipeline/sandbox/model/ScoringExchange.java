package dev.fraudpipeline.sandbox.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A recorded request with its reply, and the means to send it again, byte by byte. */
record ScoringExchange(JsonNode recorded) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SOCKET_TIMEOUT_MS = 60_000;

  /** What came back. */
  record Answer(int status, Map<String, String> headers, String body) {}

  static ScoringExchange parse(String line) throws IOException {
    return new ScoringExchange(JSON.readTree(line));
  }

  String name() {
    return recorded.path("name").asText();
  }

  String model() {
    return recorded.path("model").asText();
  }

  boolean isHead() {
    return recorded.path("request").path("method").asText().equals("HEAD");
  }

  int status() {
    return recorded.path("response").path("status").asInt();
  }

  Map<String, String> headers() {
    return texts(recorded.path("response").path("headers"));
  }

  String body() {
    return recorded.path("response").path("body").asText("");
  }

  Answer send(int port) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(SOCKET_TIMEOUT_MS);
      socket.getOutputStream().write(request(port));
      return receive(socket.getInputStream());
    } catch (IOException e) {
      throw new IOException("no answer to " + this, e);
    }
  }

  private byte[] request(int port) throws IOException {
    JsonNode request = recorded.path("request");
    byte[] body =
        request.path("body_base64").isTextual()
            ? Base64.getDecoder().decode(request.path("body_base64").textValue())
            : request.path("body").asText("").getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers = texts(request.path("headers"));
    headers.putIfAbsent("Host", "127.0.0.1:" + port);
    if (headers.containsKey("Transfer-Encoding")) {
      String size = Integer.toHexString(body.length) + "\r\n";
      var chunked = new ByteArrayOutputStream();
      chunked.write(size.getBytes(StandardCharsets.US_ASCII));
      chunked.write(body);
      chunked.write("\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      body = chunked.toByteArray();
    }
    var head = new StringBuilder(request.path("method").asText());
    head.append(' ').append(request.path("path").asText());
    head.append(' ').append(request.path("http").asText("HTTP/1.1")).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    var bytes = new ByteArrayOutputStream();
    bytes.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    bytes.write(body);
    return bytes.toByteArray();
  }

  private Answer receive(InputStream in) throws IOException {
    String statusLine = line(in);
    while (statusLine.startsWith("HTTP/1.1 100")) {
      line(in);
      statusLine = line(in);
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(": ");
      headers.put(line.substring(0, colon), line.substring(colon + 2));
    }
    int length = isHead() ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Answer(Integer.parseInt(statusLine.split(" ", -1)[1]), headers, body);
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the connection ended after: " + line);
      }
      line.append(c == '\r' ? "" : Character.toString(c));
    }
    return line.toString();
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object.properties().forEach(member -> texts.put(member.getKey(), member.getValue().asText()));
    return texts;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s %s", model(), name());
  }
}
