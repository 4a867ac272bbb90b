package dev.fraudpipeline.common.payment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * The columns of a pandas "split" document.
 *
 * @param names of the columns, in the order of each row's values
 * @param json the member {@code columns} as it came
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SplitColumns(List<String> names, byte[] json) {

  /** A document of these columns and one row, whose values stand in {@code document}. */
  byte[] documentOf(byte[] document, int start, int end) {
    ByteArrayOutputStream split = new ByteArrayOutputStream();
    split.writeBytes("{\"columns\":".getBytes(UTF_8));
    split.writeBytes(json);
    split.writeBytes(",\"data\":[".getBytes(UTF_8));
    split.write(document, start, end - start);
    split.writeBytes("]}".getBytes(UTF_8));
    return split.toByteArray();
  }
}
