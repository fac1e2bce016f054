package org.sparsevd.machine.product;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.sparsevd.machine.product.ProductData.OWN;

import org.junit.jupiter.api.Test;
import org.sparsevd.vector.ProductCode;

/** Code touches no place that it was not given. */
class ProductBoundsTest {
  @Test
  void arraysThatAreTooShortAreRefused() {
    MachineProducts machine = new MachineProducts(OWN);
    int lanes = OWN.lanes();
    int[] places = {0, 5, 0, 2 * lanes};
    for (int which = 0; which < 5; which++) {
      float[] panels = new float[2 * machine.panelRows() - (which == 0 ? 1 : 0)];
      float[] x = new float[5 + 2 * lanes - (which == 1 ? 1 : 0)];
      float[] c = new float[4 * lanes - (which == 2 ? 1 : 0)];
      int[] own = which == 3 ? new int[] {0, -1, 0, 2 * lanes} : places;
      int vectors = which == 4 ? 4 : 2;
      ProductCode.Panels left = new ProductCode.Panels(panels, 0, 2, 2);
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(
              () ->
                  machine.tiles(
                      left,
                      new ProductCode.Right(x, 0, vectors, 1),
                      own,
                      new ProductCode.Right(c, 0, vectors, 1),
                      false));
    }
    DotShape shape = new DotShape(OWN);
    int[] columns = new int[shape.columns()];
    for (int which = 0; which < 3; which++) {
      float[] rows = new float[shape.rows() * lanes - (which == 0 ? 1 : 0)];
      float[] x = new float[lanes - (which == 1 ? 1 : 0)];
      float[] sums = new float[shape.sums() * lanes - (which == 2 ? 1 : 0)];
      ProductCode.Blocks blocks = new ProductCode.Blocks(rows, 0, 0, 1, 1, 1, 0);
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> machine.dots(blocks, x, 0, columns, sums, 0, 0));
    }
  }
}
