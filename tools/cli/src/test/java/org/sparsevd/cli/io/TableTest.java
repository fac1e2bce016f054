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
}
