package org.sparsevd.trainer.host;

import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.sparsevd.vector.ProductCode;
import org.sparsevd.vector.ProductCodeProvider;
import org.sparsevd.vector.VectorSupport;

/** Picks the kernels, so that a JVM without the Vector API never links against it. */
final class KernelChoice {
  /** System property that forces kernels, of the runtime too: scalar, vector or machine. */
  private static final String PROPERTY = "sparsevd.kernels";

  private KernelChoice() {}

  /** Looked for once, by whoever asks first. */
  private static final class Found {
    static final ProductCode CODE = look();
  }

  /**
   * Those on the Vector API where they pay, with products in machine code where that can run; else
   * the ones in plain Java. {@code -Dsparsevd.kernels} forces one of them.
   */
  static TrainingKernels best() {
    String forced = System.getProperty(PROPERTY, "");
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
}
