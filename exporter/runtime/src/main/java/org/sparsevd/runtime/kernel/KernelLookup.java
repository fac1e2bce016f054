package org.sparsevd.runtime.kernel;

import org.sparsevd.vector.VectorSupport;

/**
 * Finds the kernels to use: those on the Vector API where {@link VectorSupport} says that they pay,
 * else the ones in plain Java. The system property {@value #PROPERTY} forces either.
 */
public final class KernelLookup {
  public static final String PROPERTY = "sparsevd.kernels";
  private static final String SCALAR = "scalar";
  private static final String VECTOR = "vector";

  /** Whether vector kernels are in use already, so that nobody has to wait for them again. */
  private static volatile boolean loaded;

  private KernelLookup() {}

  /**
   * Kernels that are ready at once, for a model's first inputs. Until the JIT has compiled them,
   * vectors are objects and slow, and their classes take longer to load than a model. So where
   * vectors will be used, the first kernels are plain ones that round in the same way.
   *
   * @param wanted {@code scalar}, {@code vector}, or null to choose
   */
  public static Kernels first(String wanted) {
    return wanted != null || loaded ? find(wanted) : new ScalarKernels(VectorSupport.find().pays());
  }

  /** Whether these kernels are only the {@link #first} ones. */
  public static boolean makeWay(Kernels kernels) {
    return kernels instanceof ScalarKernels && kernels.fuses();
  }

  /**
   * The kernels for this value of the property. Where nobody asks for either, all that are ever
   * found in a JVM round in the same way.
   *
   * @param wanted {@code scalar}, {@code vector}, or null to choose
   * @throws IllegalArgumentException if it is none of these
   * @throws IllegalStateException if {@code vector} is wanted and the module is not there
   */
  public static Kernels find(String wanted) {
    if (SCALAR.equals(wanted)) {
      return new ScalarKernels(false);
    }
    if (wanted != null && !VECTOR.equals(wanted)) {
      throw new IllegalArgumentException(
          "-D" + PROPERTY + ": expected scalar or vector, found '" + wanted + "'");
    }
    VectorSupport support = VectorSupport.find();
    boolean use = wanted == null ? support.pays() : support.isThere();
    Kernels vector = use ? load() : null;
    if (wanted != null && vector == null) {
      throw new IllegalStateException(
          "vector kernels need the JVM option --add-modules " + VectorSupport.MODULE);
    }
    loaded = loaded || vector != null;
    return vector == null ? new ScalarKernels(support.pays()) : vector;
  }

  /** Null where the module is another one than these kernels were compiled for. */
  private static Kernels load() {
    try {
      return new VectorKernels();
    } catch (LinkageError e) {
      return null;
    }
  }
}
