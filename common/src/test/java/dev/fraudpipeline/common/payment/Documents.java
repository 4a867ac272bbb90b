package dev.fraudpipeline.common.payment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Builds documents of one payment, or of several, in the shapes that a reader must accept. Values
 * are given as JSON, in whatever spelling a test is about. Immutable.
 */
final class Documents {
  private static final Map<String, String> COMPLETE = complete();

  private final Map<String, String> columns;

  private Documents(Map<String, String> columns) {
    this.columns = Collections.unmodifiableMap(columns);
  }

  private static Map<String, String> complete() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("trans_date_trans_time", "\"2024-10-28 16:58:04\"");
    columns.put("cc_num", "4855488158131690372");
    columns.put("merchant", "\"fraud_Berge, Kautzer and Harris\"");
    columns.put("category", "\"personal_care\"");
    columns.put("amt", "60.10");
    columns.put("first", "\"Jeremy\"");
    columns.put("last", "\"Roberson\"");
    columns.put("gender", "\"M\"");
    columns.put("street", "\"25887 Martin Inlet\"");
    columns.put("city", "\"Graniteville\"");
    columns.put("state", "\"VT\"");
    columns.put("zip", "5654");
    columns.put("lat", "44.1554");
    columns.put("long", "-72.4847");
    columns.put("city_pop", "970");
    columns.put("job", "\"Agricultural consultant\"");
    columns.put("dob", "\"1993-09-29\"");
    columns.put("trans_num", "\"3867ba87838a8220d3f806045d6e902b\"");
    columns.put("unix_time", "1730134684");
    columns.put("merch_lat", "39.450497999999996");
    columns.put("merch_long", "-72.219161");
    columns.put("is_fraud", "0");
    return columns;
  }

  /** A complete payment of topic_1, spelled as the schema spells it. */
  static Documents payment() {
    return new Documents(COMPLETE);
  }

  /** The same payment as the API gives it: with {@code current_time} in place of both times. */
  static Documents answer() {
    return payment()
        .without("trans_date_trans_time")
        .without("unix_time")
        .with("current_time", "1730134684250");
  }

  /** This payment with another value, or with one more column. */
  Documents with(String column, String json) {
    Map<String, String> changed = new LinkedHashMap<>(columns);
    changed.put(column, json);
    return new Documents(changed);
  }

  Documents without(String column) {
    Map<String, String> changed = new LinkedHashMap<>(columns);
    changed.remove(column);
    return new Documents(changed);
  }

  /** This payment with its columns the other way round. */
  Documents reversed() {
    List<String> names = new ArrayList<>(columns.keySet());
    Collections.reverse(names);
    Map<String, String> changed = new LinkedHashMap<>();
    names.forEach(name -> changed.put(name, columns.get(name)));
    return new Documents(changed);
  }

  String value(String column) {
    return columns.get(column);
  }

  String flat() {
    return columns.entrySet().stream()
        .map(column -> '"' + column.getKey() + "\":" + column.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  byte[] flatBytes() {
    return flat().getBytes(UTF_8);
  }

  String array() {
    return '[' + flat() + ']';
  }

  String split() {
    return "{\"columns\":" + names() + ",\"index\":[301199],\"data\":[" + cells() + "]}";
  }

  String names() {
    return columns.keySet().stream().collect(Collectors.joining("\",\"", "[\"", "\"]"));
  }

  String cells() {
    return columns.values().stream().collect(Collectors.joining(",", "[", "]"));
  }

  /** A split document of rows that have the columns of the first. */
  static String splitOf(List<Documents> rows) {
    return "{\"columns\":"
        + rows.get(0).names()
        + ",\"data\":"
        + rows.stream().map(Documents::cells).collect(Collectors.joining(",", "[", "]"))
        + "}";
  }

  static String arrayOf(List<Documents> rows) {
    return rows.stream().map(Documents::flat).collect(Collectors.joining(",", "[", "]"));
  }

  /** JSON text once more encoded as a JSON string, as the API does it. */
  static String twice(String json) {
    String escaped = json.replace("\\", "\\\\").replace("\"", "\\\"").replace("/", "\\/");
    return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"';
  }

  static ParsedRow read(String document) {
    return new PaymentParser().readOne(document.getBytes(UTF_8));
  }

  /** The payment that the document must hold; fails with the reason where it does not. */
  static Payment payment(String document) {
    ParsedRow row = read(document);
    if (row instanceof InvalidRow bad) {
      throw new AssertionError(bad.rejection() + " for " + document);
    }
    return (Payment) row;
  }

  /** The bad row that the document must be; fails where it is a payment. */
  static InvalidRow bad(String document) {
    ParsedRow row = read(document);
    if (row instanceof Payment payment) {
      throw new AssertionError("accepted as " + json(payment));
    }
    return (InvalidRow) row;
  }

  static String json(Payment payment) {
    return new String(payment.json(), UTF_8);
  }

  /** The JSON of one value in what a reader makes of this payment. */
  static String written(Payment payment, String column) {
    Column found = Column.named(column).orElseThrow();
    int from = payment.from(found);
    return new String(payment.json(), from, payment.to(found) - from, UTF_8);
  }

  @Override
  public String toString() {
    return flat();
  }
}
