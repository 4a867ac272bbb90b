package dev.fraudpipeline.sandbox.api;

import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.sandbox.payments.InventedPayment;
import dev.fraudpipeline.sandbox.payments.PaymentGenerator;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Invented payments, each made at the moment it is asked for. Now and then an earlier one comes
 * again with another time, as from a service that draws at random from its rows.
 */
final class GeneratedPayments implements AnswerSource {
  /** The live service's columns: its time in place of the training set's two. */
  static final List<String> COLUMNS = columns();

  /** Of the live service 2 of 1,311 calls repeated a row. */
  private static final int ONE_REPEAT_IN = 500;

  private static final int REMEMBERED = 1000;
  private static final int ROWS_OF_THE_SERVICE = 555_719;

  private final PaymentGenerator payments;
  private final SplittableRandom random;
  private final Deque<AnswerRow> returned = new ArrayDeque<>();

  /** Rows that may come again, oldest first. */
  private final Deque<AnswerRow> earlier = new ArrayDeque<>();

  /** A different {@code seed} for each life of a service keeps its trans_nums from coming again. */
  GeneratedPayments(long seed, double fraudShare) {
    this.payments = new PaymentGenerator(seed, fraudShare);
    this.random = new SplittableRandom(~seed);
  }

  @Override
  public Optional<AnswerBatch> take(int wanted, long allowed, Instant now) {
    List<AnswerRow> rows = new ArrayList<>();
    for (int i = (int) Math.min(wanted, allowed); i > 0; i--) {
      AnswerRow row = returned.isEmpty() ? draw(now) : returned.remove();
      rows.add(at(row, now));
    }
    return Optional.of(new AnswerBatch(SplitJson.body(COLUMNS, rows), rows));
  }

  @Override
  public void giveBack(AnswerBatch batch) {
    returned.addAll(batch.rows());
  }

  @Override
  public byte[] nothing() {
    return SplitJson.body(COLUMNS, List.of());
  }

  @Override
  public boolean atEnd() {
    return false;
  }

  private AnswerRow draw(Instant now) {
    if (!earlier.isEmpty() && random.nextInt(ONE_REPEAT_IN) == 0) {
      AnswerRow oldest = earlier.remove();
      // Within one second it would be the same payment, not another one.
      if (oldest.unixTime() < now.getEpochSecond()) {
        return oldest;
      }
    }
    AnswerRow row = row(payments.next(now));
    earlier.add(row);
    if (earlier.size() > REMEMBERED) {
      earlier.remove();
    }
    return row;
  }

  private AnswerRow row(InventedPayment payment) {
    List<String> cells = new ArrayList<>();
    for (String column : COLUMNS) {
      cells.add(Column.named(column).map(payment::text).orElse(""));
    }
    int label = random.nextInt(ROWS_OF_THE_SERVICE);
    return new AnswerRow(
        label, cells, payment.transNum(), payment.at().getEpochSecond(), payment.fraud());
  }

  private static AnswerRow at(AnswerRow row, Instant now) {
    List<String> cells = new ArrayList<>(row.cells());
    cells.set(COLUMNS.size() - 1, Long.toString(now.toEpochMilli()));
    return new AnswerRow(row.label(), cells, row.transNum(), now.getEpochSecond(), row.fraud());
  }

  private static List<String> columns() {
    List<String> columns = new ArrayList<>();
    for (Column column : Column.ALL) {
      if (column != Column.TRANS_DATE_TRANS_TIME && column != Column.UNIX_TIME) {
        columns.add(column.columnName());
      }
    }
    columns.add(SplitJson.CURRENT_TIME);
    return List.copyOf(columns);
  }
}
