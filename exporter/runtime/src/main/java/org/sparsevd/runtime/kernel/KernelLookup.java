package org.sparsevd.runtime.kernel;

/**
 * Finds the kernels to use: those on the Vector API when its module is there and the processor's
 * vectors are wide enough to pay, else the ones in plain Java. The system property {@value
 * #PROPERTY} forces either.
 *
 * <p>Nothing here is reflection: where the module does not exist, is not readable or has changed,
 * the first use of a class that needs it fails with an error that is caught.
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
   * vectors are objects and slow, and their classes take longer to load than a model; so where
   * vectors may be used, the first kernels are plain ones that round in the same way.
   *
   * @param wanted {@code scalar}, {@code vector}, or null to choose
   */
  public static Kernels first(String wanted) {
    return wanted != null || loaded ? find(wanted) : new ScalarKernels(vectorsMayBeThere());
  }

  /** Whether these kernels are only the {@link #first} ones. */
  public static boolean makeWay(Kernels kernels) {
    return kernels instanceof ScalarKernels && kernels.fuses();
  }

  /**
   * The kernels for this value of the property.
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
    Kernels vector = load();
    if (wanted != null && vector == null) {
      throw new IllegalStateException(
          "vector kernels need the JVM option --add-modules jdk.incubator.vector");
    }
    boolean use = vector != null && (wanted != null || pays(vector));
    loaded = loaded || use;
    return use ? vector : new ScalarKernels(false);
  }

  /** Fused multiply-add comes with the wide vectors of x86; without it, it is very slow. */
  private static boolean pays(Kernels vector) {
    String processor = System.getProperty("os.arch", "");
    boolean x86 = processor.equals("amd64") || processor.equals("x86_64");
    return vector.lanes() >= (x86 ? 8 : 4);
  }

  /** Null where the module is missing. */
  private static Kernels load() {
    try {
      return vectorsMayBeThere() ? new VectorKernels() : null;
    } catch (LinkageError e) {
      return null;
    }
  }

  /** Loads a small class of the module, which costs next to nothing. */
  private static boolean vectorsMayBeThere() {
    try {
      return jdk.incubator.vector.Vector.class.getModule().isNamed();
    } catch (LinkageError e) {
      return false;
    }
  }
}
