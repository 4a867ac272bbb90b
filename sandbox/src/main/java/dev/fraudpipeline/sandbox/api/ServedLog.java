package dev.fraudpipeline.sandbox.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The ledger of what the API has served: one line a payment, {@code
 * trans_num,unix_time,is_fraud,served_at_ms}, without a heading. A line that a kill tore off counts
 * as not written. Not thread-safe.
 */
public final class ServedLog implements AutoCloseable {
  private final FileChannel file;

  private ServedLog(FileChannel file) {
    this.file = file;
  }

  /**
   * Reads all complete lines; a file that is not there has none.
   *
   * @throws IOException where it cannot be read
   * @throws IllegalArgumentException where a complete line is not the ledger's
   */
  public static List<ServedPayment> read(Path path) throws IOException {
    List<ServedPayment> served = new ArrayList<>();
    if (!Files.exists(path)) {
      return served;
    }
    String text = Files.readString(path, StandardCharsets.UTF_8);
    int from = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      served.add(parse(text.substring(from, end)));
      from = end + 1;
    }
    return served;
  }

  /** Opens it for appending; a torn last line is cut off. */
  static ServedLog open(Path path) throws IOException {
    // Nothing but ASCII: characters are bytes.
    int whole = Files.exists(path) ? Files.readString(path).lastIndexOf('\n') + 1 : 0;
    FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    file.truncate(whole).position(whole);
    return new ServedLog(file);
  }

  /** Appends all in one write; it outlives the process, not the machine. */
  void append(List<ServedPayment> payments) {
    var lines = new StringBuilder();
    for (ServedPayment served : payments) {
      lines
          .append(served.transNum())
          .append(',')
          .append(served.unixTime())
          .append(served.fraud() ? ",1," : ",0,")
          .append(served.servedAtMs())
          .append('\n');
    }
    try {
      var bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the ledger of served payments cannot be written", e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ServedPayment parse(String line) {
    String[] fields = line.split(",", -1);
    if (fields.length != 4) {
      throw new IllegalArgumentException("a line of the ledger has " + fields.length + " fields");
    }
    return new ServedPayment(
        fields[0], Long.parseLong(fields[1]), fields[2].equals("1"), Long.parseLong(fields[3]));
  }
}
