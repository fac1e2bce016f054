package org.sparsevd.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTableTest {
  @TempDir private Path folder;

  private CsvTable table(String content) throws IOException {
    return CsvTable.read(Files.writeString(folder.resolve("t.csv"), content));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a,b,c\n1,2.5,-3e2\n.5,6,7\n",
        "a;b;c\r\n1;2.5;-3e2\r\n.5;6;7",
        "a\tb\tc\n1\t2.5\t-3e2\n.5\t6\t7\n\n\n",
        "\ufeff\"a\",\"b\",\"c\"\n\"1\",\"2.5\",\"-3e2\"\n0.5,\"6\" , 7\n",
        "a, b, c\n 1 , 2.5 , -300\n+0.5, 6., 7.0\n \n",
      })
  void separatorsQuotesAndEnds(String content) throws IOException {
    CsvTable table = table(content);
    assertThat(table.names()).containsExactly("a", "b", "c");
    assertThat(table.columns()).isEqualTo(3);
    assertThat(table.values()).containsExactly(1, 2.5, -300, 0.5, 6, 7);
    assertThat(table.rows()).isEqualTo(2);
    assertThat(table.column("c")).isEqualTo(2);
    assertThat(table.value(1, 0)).isEqualTo(0.5);
    assertThat(table.place(1, 2)).endsWith("t.csv: line 3, column 3 (c)");
  }

  @Test
  void withoutNames() throws IOException {
    CsvTable table = table("5.1,3.5,0\n4.9,3.0,1\n");
    assertThat(table.names()).isEmpty();
    assertThat(table.values()).containsExactly(5.1, 3.5, 0, 4.9, 3.0, 1);
    assertThat(table.place(0, 1)).endsWith("t.csv: line 1, column 2");
    assertThatThrownBy(() -> table.column("class"))
        .isInstanceOf(ArrayFileException.class)
        .hasMessageContaining("expected a column 'class', found no line of names");
  }

  @Test
  void namesMayHoldSeparatorsAndQuotes() throws IOException {
    assertThat(table("\"a,b\",\"say \"\"c\"\"\"\n1,2\n").names())
        .containsExactly("a,b", "say \"c\"");
    assertThatThrownBy(() -> table("a,b\n1,2\n").column("c"))
        .hasMessageContaining("expected a column 'c', found a, b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,b~1,x | line 2, column 2: expected a number, found 'x'",
        "a,b~1, | line 2, column 2: expected a number, found nothing",
        "a,b~1,2~NaN,3 | line 3, column 1: expected a number, found 'NaN'",
        "a,b~1,0x10 | line 2, column 2: expected a number, found '0x10'",
        "a,b~1,1d | line 2, column 2: expected a number, found '1d'",
        "a;b~1;2,5 | line 2, column 2: expected a number, found '2,5', a decimal comma",
        "a,b~1,1e39 | line 2, column 2: expected a number within float32, found '1e39'",
        "a,b~1,2,3 | line 2: expected 2 columns as in line 1, found 3",
        "a,b~~1,2 | line 2: expected 2 numbers, found an empty line",
        "1,x,3~1,2,3 | line 1, column 2: expected a number as in other columns of this line",
        "0,1,2~5,6,7 | line 1: expected names or a row, found the columns numbered",
        ",a,b~0,1,2 | line 1, column 1: expected a name",
        "a,a~1,2 | two alike",
        "a,b | found names alone",
        "a,b~1,\"2 | line 2, column 2: expected the quote to end on the same line",
        "a,b~\"1\"x,2 | line 2, column 1: expected a separator behind the quote",
      })
  void refusalsNameLineAndColumn(String content, String message) {
    assertThatThrownBy(() -> table(content.replace('~', '\n')))
        .isInstanceOf(ArrayFileException.class)
        .hasMessageContaining("t.csv: ")
        .hasMessageContaining(message);
  }

  @Test
  void noTables() {
    assertThatThrownBy(() -> table("")).hasMessageContaining("found an empty file");
    assertThatThrownBy(() -> CsvTable.read(folder)).hasMessageContaining("found no file");
    assertThatThrownBy(() -> CsvTable.read(folder.resolve("none.csv")))
        .hasMessageContaining("found nothing");
    assertThatThrownBy(() -> table("\0\1\2")).isInstanceOf(ArrayFileException.class);
  }
}
