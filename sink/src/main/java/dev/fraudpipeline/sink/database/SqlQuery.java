package dev.fraudpipeline.sink.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A statement that only asks, with a question mark for each parameter. Immutable, thread-safe. */
public record SqlQuery(String sql) {

  /** All rows of the answer, in their order. */
  public <T> List<T> rows(Connection connection, RowReader<T> reader, Object... parameters)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        query.setObject(i + 1, parameters[i]);
      }
      List<T> rows = new ArrayList<>();
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          rows.add(reader.read(result));
        }
      }
      return rows;
    }
  }

  /** The first column of the first row; false where that is null or there is none. */
  public boolean isTrue(Connection connection, Object... parameters) throws SQLException {
    List<Boolean> answers = rows(connection, row -> row.getBoolean(1), parameters);
    return !answers.isEmpty() && answers.get(0);
  }

  /** Reads the row at which the result stands. */
  @FunctionalInterface
  public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }
}
