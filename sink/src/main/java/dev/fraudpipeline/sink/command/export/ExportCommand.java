package dev.fraudpipeline.sink.command.export;

import dev.fraudpipeline.common.config.InvalidOptionException;
import dev.fraudpipeline.common.config.Option;
import dev.fraudpipeline.common.config.Options;
import dev.fraudpipeline.sink.table.PaymentTable;
import dev.fraudpipeline.sink.table.TableName;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * {@code sink.jar export --output FILE}: writes {@code validated.csv}.
 *
 * @param output a file, {@code -}, or {@code s3://bucket/key}
 * @param since the first {@code trans_date_trans_time} that is wanted; empty for all
 */
public record ExportCommand(String output, Optional<LocalDateTime> since) {
  static final Option<String> OUTPUT =
      Option.option(
          "--output",
          ExportCommand::checked,
          "Where the file goes: a name, - for standard output, or s3://bucket/key.");

  static final Option<LocalDateTime> SINCE =
      Option.option(
          "--since",
          ExportCommand::time,
          "Only payments from this trans_date_trans_time on: yyyy-MM-dd, also with HH:mm:ss.");

  /** All that it reads beside the database and the table. */
  public static final List<Option<?>> SETTINGS = List.of(OUTPUT, SINCE);

  private static final String S3 = "s3://";

  /** Reads the command line; to be used once {@link Options#throwIfInvalid()} has not thrown. */
  public static ExportCommand from(Options settings) {
    return new ExportCommand(settings.get(OUTPUT), settings.find(SINCE));
  }

  private static String checked(String output) throws InvalidOptionException {
    if (output.startsWith(S3)) {
      S3Target.parse(output, Map.of());
      return output;
    }
    try {
      if (Path.of(output).getFileName() != null) {
        return output;
      }
    } catch (InvalidPathException e) {
      // Said below.
    }
    throw new InvalidOptionException("the name of a file, - or s3://bucket/key");
  }

  private static LocalDateTime time(String text) throws InvalidOptionException {
    try {
      return LocalDateTime.parse(
          text.length() == 10 ? text + " 00:00:00" : text, PaymentTable.TIMESTAMP);
    } catch (DateTimeException e) {
      throw new InvalidOptionException("a time as yyyy-MM-dd or yyyy-MM-dd HH:mm:ss, in UTC");
    }
  }

  /**
   * Does it.
   *
   * @param out what {@code -} means
   * @return 0; all else is thrown
   */
  public int run(
      Connection connection,
      TableName table,
      Map<String, String> environment,
      PrintStream out,
      PrintStream err)
      throws SQLException, IOException {
    boolean onTerminal = isOnTerminal();
    ValidatedCsv csv = new ValidatedCsv(table, since);
    LongConsumer progress = onTerminal ? rows -> err.print("\r" + rows + " rows ") : rows -> {};
    long rows = target(environment, out).take(stream -> csv.write(connection, stream, progress));
    err.println(
        (onTerminal ? "\r" : "")
            + rows
            + (rows == 1 ? " row" : " rows")
            + " exported to "
            + output);
    return 0;
  }

  /** Tells whether somebody watches, and wants to see progress; a log wants one line. */
  private static boolean isOnTerminal() {
    Path standardError = Path.of("/proc/self/fd/2");
    try {
      return Files.readSymbolicLink(standardError).startsWith("/dev/pts");
    } catch (IOException e) {
      // No Linux, or no such file: then there is no progress to see.
      return false;
    }
  }

  private ExportTarget target(Map<String, String> environment, PrintStream out) throws IOException {
    if (output.equals("-")) {
      return ExportTarget.to(out);
    }
    if (!output.startsWith(S3)) {
      return ExportTarget.to(Path.of(output));
    }
    try {
      return S3Target.parse(output, environment);
    } catch (InvalidOptionException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
