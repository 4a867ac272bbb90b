package dev.fraudpipeline.sandbox.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A payment as a row of the answer.
 *
 * @param label its place in the service's data set
 * @param cells one for each column, spelled as in JSON but without quotes; null for null
 * @param unixTime seconds
 */
record AnswerRow(int label, List<String> cells, String transNum, long unixTime, boolean fraud) {

  AnswerRow {
    cells = Collections.unmodifiableList(new ArrayList<>(cells));
  }

  ServedPayment served(long atMs) {
    return new ServedPayment(transNum, unixTime, fraud, atMs);
  }
}
