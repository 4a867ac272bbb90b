package dev.fraudpipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fraudpipeline.common.kafka.PipelineHeaders;
import dev.fraudpipeline.common.payment.Column;
import dev.fraudpipeline.common.payment.ColumnType;
import dev.fraudpipeline.common.payment.RejectionCode;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of docs/documents.md say what the schema says. */
final class DocumentsPageTest {
  private static final String PAGE = Pages.read(Pages.ROOT.resolve("docs/documents.md"));

  @Test
  void everyColumnIsThereInItsOrderWithItsTypes() {
    List<String> rows = cells("\\| (`\\w+` \\| \\w+ \\| `[a-z ]+`) \\| .*");

    assertThat(rows)
        .containsExactlyElementsOf(
            Column.ALL.stream()
                .map(
                    column ->
                        "`%s` | %s | `%s`"
                            .formatted(
                                column.columnName(),
                                inJson(column.type()),
                                column.type().sqlType()))
                .toList());
  }

  private static String inJson(ColumnType type) {
    if (type.isQuoted()) {
      return "string";
    }
    return type.isInteger() ? "integer" : "number";
  }

  @Test
  void everyCodeOfRejectedRecordsIsThere() {
    assertThat(section("| code |"))
        .containsExactlyElementsOf(
            Arrays.stream(RejectionCode.values()).map(RejectionCode::headerText).toList());
  }

  @Test
  void everyHeaderIsThere() {
    List<String> headers =
        Arrays.stream(PipelineHeaders.class.getFields())
            .filter(field -> Modifier.isStatic(field.getModifiers()))
            .map(DocumentsPageTest::text)
            .toList();

    assertThat(headers).hasSizeGreaterThan(10);
    assertThat(
            Stream.of(section("| header | on |"), section("| header | meaning |"))
                .flatMap(List::stream)
                .toList())
        .containsExactlyInAnyOrderElementsOf(
            headers.stream().filter(name -> !name.equals(PipelineHeaders.REPLAYED_AT)).toList());
    assertThat(PAGE).contains("`" + PipelineHeaders.REPLAYED_AT + "`");
  }

  private static String text(java.lang.reflect.Field field) {
    try {
      return (String) field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  /** What stands in code in the first cells of the table that begins so. */
  private static List<String> section(String head) {
    int from = PAGE.indexOf(head);
    assertThat(from).as(head).isPositive();
    String table = PAGE.substring(from, PAGE.indexOf("\n\n", from));
    return table
        .lines()
        .map(row -> row.split("\\|", 3)[1])
        .flatMap(cell -> Pattern.compile("`(\\w+)`").matcher(cell).results())
        .map(word -> word.group(1))
        .toList();
  }

  private static List<String> cells(String row) {
    Pattern pattern = Pattern.compile(row);
    return PAGE.lines()
        .map(pattern::matcher)
        .filter(matcher -> matcher.matches())
        .map(matcher -> matcher.group(1))
        .toList();
  }
}
