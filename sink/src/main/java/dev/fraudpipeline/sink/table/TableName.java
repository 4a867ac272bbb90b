package dev.fraudpipeline.sink.table;

import dev.fraudpipeline.common.config.InvalidOptionException;
import dev.fraudpipeline.common.config.OptionRule;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table's name as SQL takes it: always quoted, so that case counts and no word is reserved.
 *
 * @param schema empty for the first schema of the search path
 */
public record TableName(Optional<String> schema, String table) {

  /** PostgreSQL cuts names at 63 bytes; an index is named after the table and needs the rest. */
  private static final String IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]{0,49}";

  private static final Pattern NAME =
      Pattern.compile("(?:(" + IDENTIFIER + ")\\.)?(" + IDENTIFIER + ")");

  public static OptionRule<TableName> rule() {
    return text -> {
      Matcher matcher = NAME.matcher(text);
      if (!matcher.matches()) {
        throw new InvalidOptionException(
            "a table's name, also as schema.table: each of at most 50 letters, digits and"
                + " underscores, no digit first");
      }
      return new TableName(Optional.ofNullable(matcher.group(1)), matcher.group(2));
    };
  }

  /** As it stands in a statement: {@code "public"."transactions"}. */
  public String quoted() {
    return schema.map(name -> quote(name) + ".").orElse("") + quote(table);
  }

  /** The name, quoted, of something that belongs to the table and lies in its schema. */
  public String quotedWith(String suffix) {
    return quote(table + suffix);
  }

  /** An identifier that holds no quotes itself, as none here does. */
  public static String quote(String identifier) {
    return '"' + identifier + '"';
  }

  @Override
  public String toString() {
    return schema.map(name -> name + ".").orElse("") + table;
  }
}
