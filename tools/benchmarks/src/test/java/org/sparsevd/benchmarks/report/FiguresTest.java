package org.sparsevd.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  /** On both sides of where a digit is dropped: 9.995 would become 10.00 and 99.95 100.0. */
  @ParameterizedTest
  @CsvSource({
    "0,0", "0.01234,0.0123", "0.9994,0.9994", "0.9996,1.00", "9.994,9.99", "9.996,10.0",
    "99.94,99.9", "99.96,100", "12345.6,12346", "-1.234,-1.23", "NaN,-", "Infinity,-"
  })
  void threeDigitsThatCount(double value, String text) {
    assertThat(Figures.three(value)).isEqualTo(text);
  }

  @Test
  void ratiosSayThatTheyAre() {
    assertThat(Figures.ratio(12.34)).isEqualTo("12.3x");
    assertThat(Figures.ratio(1 / 0.0)).isEqualTo("-");
    assertThat(Figures.ratio(Double.NaN)).isEqualTo("-");
  }

  @Test
  void tablesAreMarkdown() {
    MarkdownTable table = new MarkdownTable("net", "ratio").row("lenet-5", "2.00x").row("b", "-");
    assertThat(table.toString().lines())
        .containsExactly(
            "| net     | ratio |",
            "|---------|------:|",
            "| lenet-5 | 2.00x |",
            "| b       |     - |");
    assertThatThrownBy(() -> table.row("alone")).hasMessage("row of 1 cells in a table of 2");
  }
}
