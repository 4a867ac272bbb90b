package dev.fraudpipeline.sandbox.api;

import java.util.List;

/**
 * Body of one answer, with the payments in it.
 *
 * @param rows empty where the answer is a recording that cannot be read as payments
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AnswerBatch(byte[] body, List<AnswerRow> rows) {

  AnswerBatch {
    rows = List.copyOf(rows);
  }
}
