package org.sparsevd.cli.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void numbersStandToTheRightAndTextToTheLeft() {
    Table table = new Table("layer", "kind", "weights");
    table.row("fc1", "dense", "235,200").row("total", "", "7");
    assertThat(table.toString().lines())
        .containsExactly("layer  kind   weights", "fc1    dense  235,200", "total               7");
  }

  @Test
  void longPathsAreShortenedToFitAScreen() {
    String path = "/features/features.15/conv/conv.1/conv.1.0/Conv";
    String wide = "x".repeat(50);
    assertThat(new Table("a", "b").row(path, wide).fitting())
        .contains("/features.15/conv.1.0/Conv");
    String narrow = new Table("a", "b").row(path, wide + "123456789").fitting();
    assertThat(narrow.lines()).allMatch(line -> line.length() <= 80);
    assertThat(narrow).contains("...").contains("/conv.1.0/Conv");
    assertThat(new Table("a", "b").row(path, "1").fitting()).contains(path);
  }
}
