package dev.fraudpipeline.sink.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A question that the database answers with yes or no. Immutable, thread-safe. */
public record BooleanQuery(String sql) {

  /** The first column of the first row; false where that is null or there is none. */
  public boolean ask(Connection connection, String... parameters) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        query.setString(i + 1, parameters[i]);
      }
      try (ResultSet result = query.executeQuery()) {
        return result.next() && result.getBoolean(1);
      }
    }
  }
}
