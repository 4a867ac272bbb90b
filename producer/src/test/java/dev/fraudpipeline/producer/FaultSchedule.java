package dev.fraudpipeline.producer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.producer.RawApi.Act;
import dev.fraudpipeline.producer.RawApi.End;
import java.util.List;

/** Faults of an API in a call, and what of them must be in the topic of rejected records. */
@SuppressWarnings("ImmutableEnumChecker") // arrays that nobody changes
enum FaultSchedule {
  RESET_AT_ONCE("", End.RESET),
  CLOSED_WITHOUT_A_WORD("", End.CLOSE),
  NOT_HTTP("SSH-2.0-OpenSSH_9.6\r\n", End.CLOSE),
  CUT_IN_THE_HEADER("HTTP/1.1 200 OK\r\nContent-Le", End.CLOSE),
  STALLED_IN_THE_HEADER("HTTP/1.1 200 OK\r\nContent-Le", End.STALL),
  CUT_IN_THE_BODY("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"columns\":", End.CLOSE),
  RESET_IN_THE_BODY("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"columns\":", End.RESET),
  STALLED_IN_THE_BODY("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"columns\":", End.STALL),
  CUT_BETWEEN_CHUNKS(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", End.CLOSE),
  NONSENSE_AS_A_CHUNK(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n", End.CLOSE),
  NONSENSE_AS_A_LENGTH("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nhello", End.CLOSE),
  A_NEGATIVE_LENGTH("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello", End.CLOSE),
  /** What HTTP calls the body is all that came. */
  A_LENGTH_THAT_IS_TOO_SHORT(
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 11\r\n\r\n{\"columns\":[]}",
      End.CLOSE,
      "{\"columns\":".getBytes(UTF_8)),
  TOO_MANY_REQUESTS(
      RawApi.answer(
          "429 Too Many Requests",
          "",
          "{\"error\":\"Rate limit exceeded: 5 per 1 minute\"}".getBytes(UTF_8))),
  TOO_MANY_REQUESTS_FOR_A_SECOND(
      RawApi.answer("429 Too Many Requests", "Retry-After: 1\r\n", new byte[0])),
  UNAVAILABLE_FOR_A_SECOND(
      RawApi.answer("503 Service Unavailable", "Retry-After: 1\r\n", new byte[0])),
  UNAVAILABLE_UNTIL_A_DATE(
      RawApi.answer(
          "503 Service Unavailable",
          "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n",
          new byte[0])),
  A_PAGE_OF_THE_GATEWAY(
      RawApi.answer("502 Bad Gateway", "", "<html>Bad Gateway</html>".getBytes(UTF_8))),
  A_ROW_WITH_A_500(
      RawApi.answer(
          "500 Internal Server Error",
          "",
          (RawApi.COLUMNS + "[[42,1.10,\"not-served\",1730133730257]]}").getBytes(UTF_8))),
  NO_CONTENT(RawApi.answer("204 No Content", "", new byte[0])),
  REDIRECTED_FOR_EVER(RawApi.answer("302 Found", "Location: /loop\r\n", new byte[0])),
  REDIRECTED_TO_NOWHERE(RawApi.answer("302 Found", "", new byte[0])),
  TOO_LARGE(RawApi.answer("200 OK", "", new byte[LedgerIT.MAX_BODY + 1])),
  TOO_LARGE_IN_A_CHUNK(
      ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n"
              + " ".repeat(LedgerIT.MAX_BODY * 2))
          .getBytes(UTF_8)),
  A_PAGE_FOR_A_ROW("<html>Application is waking up</html>".getBytes(UTF_8), true),
  AN_EMPTY_BODY(new byte[0], true),
  BYTES_THAT_ARE_NO_TEXT(new byte[] {(byte) 0xff, 0, (byte) 0xc3, 0x28, (byte) 0xed}, true),
  A_ROW_CUT_SHORT((RawApi.COLUMNS + "[[42,1.10,\"trunc").getBytes(UTF_8), true),
  A_ROW_THAT_DOES_NOT_FIT(
      (RawApi.COLUMNS + "[[42,\"lots\",\"bad\",1730133730257]]}").getBytes(UTF_8), true);

  private final Act act;
  private final List<byte[]> rejected;

  FaultSchedule(String bytes, End end, byte[]... rejected) {
    this.act = new Act(bytes.getBytes(ISO_8859_1), end);
    this.rejected = List.of(rejected);
  }

  FaultSchedule(byte[] answer) {
    this.act = new Act(answer, End.CLOSE);
    this.rejected = List.of();
  }

  /** A body that is served with status 200, and is not good. */
  FaultSchedule(byte[] body, boolean isRejected) {
    this.act = RawApi.ok(body);
    this.rejected = isRejected ? List.of(body) : List.of();
  }

  Act act() {
    return act;
  }

  List<byte[]> rejected() {
    return rejected;
  }
}
