package org.sparsevd.runtime;

import java.util.Optional;

/**
 * Finds the kernels to use: those on the Vector API when its module is there and the processor's
 * vectors are wide enough to pay, else the ones in plain Java. The system property {@value
 * #PROPERTY} forces either.
 */
final class KernelLookup {
  static final String PROPERTY = "sparsevd.kernels";
  private static final String MODULE = "jdk.incubator.vector";

  private KernelLookup() {}

  /**
   * The kernels for this value of the property.
   *
   * @param wanted {@code scalar}, {@code vector}, or null to choose
   * @throws IllegalArgumentException if it is none of these
   * @throws IllegalStateException if {@code vector} is wanted and the module is not there
   */
  static Kernels find(String wanted) {
    if (wanted == null) {
      return load().filter(KernelLookup::pays).orElseGet(ScalarKernels::new);
    }
    return switch (wanted) {
      case "scalar" -> new ScalarKernels();
      case "vector" ->
          load()
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "vector kernels need the JVM option --add-modules " + MODULE));
      default ->
          throw new IllegalArgumentException(
              "-D" + PROPERTY + ": expected scalar or vector, found '" + wanted + "'");
    };
  }

  /** Fused multiply-add comes with the wide vectors of x86; without it, it is very slow. */
  private static boolean pays(Kernels vector) {
    boolean x86 = System.getProperty("os.arch", "").matches("amd64|x86_64");
    return vector.lanes() >= (x86 ? 8 : 4);
  }

  /** By name, so that this class loads where the module does not exist or has changed. */
  private static Optional<Kernels> load() {
    Module own = KernelLookup.class.getModule();
    if (ModuleLayer.boot().findModule(MODULE).filter(own::canRead).isEmpty()) {
      return Optional.empty();
    }
    try {
      Class<?> found = Class.forName(KernelLookup.class.getPackageName() + ".VectorKernels");
      return Optional.of((Kernels) found.getDeclaredConstructor().newInstance());
    } catch (ReflectiveOperationException | LinkageError e) {
      return Optional.empty();
    }
  }
}
