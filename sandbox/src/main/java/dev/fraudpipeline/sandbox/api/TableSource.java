package dev.fraudpipeline.sandbox.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The rows of a table, in order, each once; as many of them at a time as the client asks for. */
final class TableSource implements AnswerSource {
  private final ReplayTable table;
  private final UnservedRows unserved;

  /** Rows that come next: given back, or looked at to see whether there is more. */
  private final Deque<AnswerRow> next = new ArrayDeque<>();

  /**
   * @param served what an earlier life has served: it is left out
   */
  TableSource(ReplayTable table, List<ServedPayment> served) {
    this.table = table;
    this.unserved = new UnservedRows(served);
  }

  @Override
  public Optional<AnswerBatch> take(int wanted, long allowed, Instant now) {
    List<AnswerRow> taken = new ArrayList<>();
    while (taken.size() < Math.min(wanted, allowed) && !atEnd()) {
      taken.add(next.remove());
    }
    return taken.isEmpty()
        ? Optional.empty()
        : Optional.of(new AnswerBatch(SplitJson.body(table.columns(), taken), taken));
  }

  @Override
  public void giveBack(AnswerBatch batch) {
    List<AnswerRow> back = batch.rows();
    for (int i = back.size() - 1; i >= 0; i--) {
      next.addFirst(back.get(i));
    }
  }

  @Override
  public byte[] nothing() {
    return SplitJson.body(table.columns(), List.of());
  }

  @Override
  public boolean atEnd() {
    try {
      while (next.isEmpty()) {
        Optional<AnswerRow> row = table.next();
        if (row.isEmpty()) {
          return true;
        }
        row.filter(unserved::test).ifPresent(next::add);
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("the file to replay cannot be read", e);
    }
  }
}
