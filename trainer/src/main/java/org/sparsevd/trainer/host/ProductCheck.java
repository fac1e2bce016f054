package org.sparsevd.trainer.host;

import java.util.Arrays;
import java.util.Random;
import org.sparsevd.model.Window;
import org.sparsevd.trainer.nn.Frame;
import org.sparsevd.trainer.nn.Geometry;
import org.sparsevd.vector.ProductCode;

/**
 * Small products, computed by machine code and by loops on the Vector API. Code that differs on a
 * processor is not used there.
 */
final class ProductCheck {
  /** As many filters as make whole panels and a rest. */
  private static final int FILTERS = 13;

  private static final int CHANNELS = 3;
  private static final int SIDE = 4;
  private static final int COLUMNS = 32;

  private ProductCheck() {}

  /** Whether code computes the bits that vectors do. */
  static boolean agrees(ProductCode code) {
    return Arrays.equals(products(code), products(null));
  }

  private static float[] products(ProductCode code) {
    Window window = new Window(3, 3, 1, 1, 1, 1, 1, 1, 1, 1);
    Window strided = new Window(3, 3, 2, 2, 1, 1, 0, 0, 1, 1);
    Geometry dense = Geometry.dense(CHANNELS * SIDE, FILTERS, COLUMNS);
    Geometry same = new Geometry(new Frame(CHANNELS, SIDE, SIDE, window, COLUMNS), FILTERS, 1);
    Geometry halved = new Geometry(new Frame(CHANNELS, SIDE, SIDE, strided, COLUMNS), FILTERS, 1);
    float[] all = new float[0];
    try (Workers workers = new Workers(1)) {
      HostProducts products = new HostProducts(new VectorTrainingKernels(code), workers);
      for (Geometry g : new Geometry[] {dense, same, halved}) {
        Random random = new Random(1);
        float[] weight = floats(random, g.weights());
        float[] x = floats(random, g.inputSize());
        float[] y = new float[g.outputSize()];
        float[] dWeight = new float[g.weights()];
        float[] dx = new float[g.inputSize()];
        products.product(g, weight, x, y);
        products.weightGradient(g, y, x, dWeight);
        products.inputGradient(g, weight, y, dx);
        for (float[] part : new float[][] {y, dWeight, dx}) {
          int at = all.length;
          all = Arrays.copyOf(all, at + part.length);
          System.arraycopy(part, 0, all, at, part.length);
        }
      }
    }
    return all;
  }

  private static float[] floats(Random random, int count) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) random.nextGaussian();
    }
    return floats;
  }
}
