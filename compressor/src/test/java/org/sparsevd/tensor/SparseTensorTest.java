package org.sparsevd.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SparseTensorTest {
  private static final Shape SHAPE = Shape.of(2, 3);

  @Test
  void keepsTheNonZerosOfADenseTensor() {
    float[] values = {0, 5, -0.0f, 7, 0, Float.NaN};
    SparseTensor sparse = SparseTensor.of(new DenseTensor(SHAPE, values));
    assertThat(sparse.rowPointers()).containsExactly(0, 1, 3);
    assertThat(sparse.columnIndices()).containsExactly(1, 0, 2);
    assertThat(sparse.values()).containsExactly(5, 7, Float.NaN);
    assertThat(sparse.toArray()).containsExactly(0, 5, 0, 7, 0, Float.NaN);
    assertThat(sparse.density()).isEqualTo(0.5);
  }

  @Test
  void countsStoredZerosAsZeros() {
    SparseTensor sparse =
        new SparseTensor(SHAPE, new int[] {0, 1, 2}, new int[] {0, 2}, new float[] {0, 3});
    assertThat(sparse.nonZeros()).isEqualTo(1);
  }

  @Test
  void viewsHigherRanksAsRowsOfAMatrix() {
    SparseTensor sparse = SparseTensor.of(new DenseTensor(Shape.of(2, 2, 1, 2), new float[8]));
    assertThat(sparse.rows()).isEqualTo(2);
    assertThat(sparse.columns()).isEqualTo(4);
    assertThat(sparse.nonZeros()).isZero();
  }

  @Test
  void refusesPointersAndColumnsOutOfOrder() {
    refuse(new int[] {0, 2}, new int[] {0, 1}, "row pointers");
    refuse(new int[] {1, 1, 2}, new int[] {0, 1}, "row pointers");
    refuse(new int[] {0, 1, 1}, new int[] {0, 1}, "row pointers");
    refuse(new int[] {0, 3, 2}, new int[] {0, 1}, "descends");
    refuse(new int[] {0, -1, 2}, new int[] {0, 1}, "descends");
    refuse(new int[] {0, 2, 2}, new int[] {1, 1}, "column 1 after 1");
    refuse(new int[] {0, 2, 2}, new int[] {1, 3}, "column 3 after 1");
    refuse(new int[] {0, 2, 2}, new int[] {-1, 1}, "column -1");
  }

  private static void refuse(int[] rowPointers, int[] columnIndices, String message) {
    assertThatThrownBy(() -> new SparseTensor(SHAPE, rowPointers, columnIndices, new float[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void denseTensorRefusesAnotherLength() {
    assertThatThrownBy(() -> new DenseTensor(SHAPE, new float[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs 6 values, found 5");
  }
}
