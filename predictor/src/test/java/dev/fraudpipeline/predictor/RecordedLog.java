package dev.fraudpipeline.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/** Keeps what this JVM logs, beside where it goes anyway. One at a time. */
public final class RecordedLog implements AutoCloseable {
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

  public RecordedLog() {
    System.setErr(new PrintStream(new Both(before, kept), true, UTF_8));
  }

  /** All lines so far. */
  public String text() {
    return kept.toString(UTF_8);
  }

  @Override
  public void close() {
    System.setErr(before);
  }

  private static final class Both extends FilterOutputStream {
    private final OutputStream second;

    Both(OutputStream first, OutputStream second) {
      super(first);
      this.second = second;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      second.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      second.write(bytes, offset, length);
    }
  }
}
