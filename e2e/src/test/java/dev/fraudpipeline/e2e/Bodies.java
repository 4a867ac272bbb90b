package dev.fraudpipeline.e2e;

import java.util.List;

/** Answers of a payments API that hold what is hard to bring through unchanged. */
final class Bodies {
  private static final String COLUMNS =
      "\"cc_num\",\"merchant\",\"category\",\"amt\",\"first\",\"last\",\"gender\",\"street\",\"city\","
          + "\"state\",\"zip\",\"lat\",\"long\",\"city_pop\",\"job\",\"dob\",\"trans_num\",\"merch_lat\","
          + "\"merch_long\",\"is_fraud\",\"current_time\"";

  private Bodies() {}

  /** One answer a line, encoded twice as the real service does. */
  static List<String> recorded() {
    return List.of(
        body(
            "4992346398065154184,\"fraud_O'Hara, \\u00c5ngstr\\u00f6m and S\\/\\u00d8ns\",\"grocery_pos\",60.10,"
                + "\"Jos\\u00e9\",\"Quill\",\"M\",\"1 \\\"Test\\\" Lane\",\"Testville\",\"VT\",501,"
                + "39.450497999999996,-72.4847,970,\"Tester, (retired)\",\"1924-02-29\",\"a1\","
                + "-0.1,1e-7,0,1730133730257"),
        body(
            "9223372036854775807,\"fraud_B\",\"travel\",22768.11,\"A\",\"B\",\"F\",\"S\",\"C\",\"AK\",99999,"
                + "65.69,-165.7,2906700,\"J\",\"2005-12-31\",\"a2\",66.0,-165.0,1,1730133731999"),
        // The same transaction number at another time is another payment; most columns are missing,
        // but not the integers, which the model does not take as null.
        body(
            "60416207185,null,null,0.0000000001,null,null,null,null,null,null,\"01001\",null,null,"
                + "970,null,null,\"a1\",null,null,null,\"2024-10-28T16:42:15.123Z\""),
        body(
            "30270432095985,\"fraud_C\",\"misc_net\",999999999999999.9999999999,\"A\",\"B\",\"F\","
                + "\"line\\nbreak\\ttab\",\"C\",\"AK\",1,1.7976931348623157E308,4.9E-324,23,\"J\","
                + "\"1900-01-01\",\"a3\",0.1,0.30000000000000004,0,1730133732000"));
  }

  private static String body(String row) {
    String document = "{\"columns\":[" + COLUMNS + "],\"index\":[1],\"data\":[[" + row + "]]}";
    return '"' + document.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
