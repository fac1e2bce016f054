package org.sparsevd.trainer.host;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.sparsevd.model.Window;
import org.sparsevd.trainer.nn.Frame;
import org.sparsevd.trainer.nn.Geometry;
import org.sparsevd.vector.ProductCode;
import org.sparsevd.vector.ProductCodeProvider;
import org.sparsevd.vector.VectorSupport;

/** Picks the kernels, so that a JVM without the Vector API never links against it. */
final class KernelChoice {
  /** System property of the kernels, of the runtime's too. */
  private static final String PROPERTY = "sparsevd.kernels";

  private KernelChoice() {}

  /** Looked for once, by whoever asks first. */
  private static final class Found {
    static final ProductCode CODE = look();
  }

  /**
   * Those on the Vector API where they pay, with products in machine code where that can run; else
   * the ones in plain Java. {@code -Dsparsevd.kernels=scalar} and {@code vector} do with less; with
   * {@code machine}, as with nothing, products are machine code where that can run.
   *
   * @throws IllegalArgumentException if the property is anything else
   */
  static TrainingKernels best() {
    String forced = System.getProperty(PROPERTY, "machine");
    if (!List.of("scalar", "vector", "machine").contains(forced)) {
      throw new IllegalArgumentException(
          "-D" + PROPERTY + ": expected scalar, vector or machine, found '" + forced + "'");
    }
    if (forced.equals("scalar") || !VectorSupport.find().pays()) {
      return new ScalarTrainingKernels();
    }
    return new VectorTrainingKernels(forced.equals("vector") ? null : Found.CODE);
  }

  /** Null where nobody has code, or where it computes something else than vectors do. */
  private static ProductCode look() {
    try {
      ClassLoader loader = KernelChoice.class.getClassLoader();
      Iterator<ProductCodeProvider> all =
          ServiceLoader.load(ProductCodeProvider.class, loader).iterator();
      if (!all.hasNext()) {
        return null;
      }
      int lanes = VectorSupport.find().bits() / Float.SIZE;
      return all.next().find(lanes).filter(ProductCheck::agrees).orElse(null);
    } catch (ServiceConfigurationError | LinkageError e) {
      return null;
    }
  }

  /**
   * Small products, computed by machine code and by loops on the Vector API. Code that differs on a
   * processor is not used there.
   */
  private static final class ProductCheck {
    /** As many filters as make whole panels and a rest. */
    private static final int FILTERS = 13;

    private static final int CHANNELS = 3;

    /**
     * So many channels and filters that kernels are transformed, in tiles of all widths; and of
     * neither as many as fill the last block.
     */
    private static final int MANY_CHANNELS = 50;

    private static final int MANY_FILTERS = 11;
    private static final int MANY_COLUMNS = 48;

    private static final float ROUNDING = 1e-3f;
    private static final int SIDE = 4;
    private static final int COLUMNS = 32;

    private ProductCheck() {}

    /**
     * Whether code computes the bits that vectors do; where it transforms kernels, nearly what they
     * compute.
     */
    static boolean agrees(ProductCode code) {
      Window window = new Window(3, 3, 1, 1, 1, 1, 1, 1, 1, 1);
      Window strided = new Window(3, 3, 2, 2, 1, 1, 0, 0, 1, 1);
      Geometry dense = Geometry.dense(CHANNELS * SIDE, FILTERS, COLUMNS);
      Geometry same = new Geometry(new Frame(CHANNELS, SIDE, SIDE, window, COLUMNS), FILTERS, 1);
      Geometry halved = new Geometry(new Frame(CHANNELS, SIDE, SIDE, strided, COLUMNS), FILTERS, 1);
      Geometry transformed =
          new Geometry(new Frame(MANY_CHANNELS, 2, 2, window, MANY_COLUMNS), MANY_FILTERS, 1);
      TrainingKernels own = new VectorTrainingKernels(code);
      TrainingKernels vectors = new VectorTrainingKernels(null);
      return Arrays.equals(
              products(own, dense, same, halved), products(vectors, dense, same, halved))
          && areNear(
              products(own, transformed), products(new ScalarTrainingKernels(), transformed));
    }

    private static boolean areNear(float[] found, float[] expected) {
      for (int i = 0; i < expected.length; i++) {
        if (!(Math.abs(found[i] - expected[i]) <= ROUNDING * (1 + Math.abs(expected[i])))) {
          return false;
        }
      }
      return true;
    }

    private static float[] products(TrainingKernels kernels, Geometry... geometries) {
      float[] all = new float[0];
      try (Workers workers = new Workers(1)) {
        HostProducts products = new HostProducts(kernels, workers);
        for (Geometry g : geometries) {
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
}
