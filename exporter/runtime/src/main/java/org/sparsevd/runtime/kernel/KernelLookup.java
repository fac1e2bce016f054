package org.sparsevd.runtime.kernel;

import org.sparsevd.runtime.machine.MachineSupport;
import org.sparsevd.vector.VectorSupport;

/**
 * Finds the kernels to use: those on the Vector API where {@link VectorSupport} says that they pay,
 * else the ones in plain Java; and beside them machine code where {@link MachineSupport} has it.
 * The system property {@value #PROPERTY} forces any of them.
 */
public final class KernelLookup {
  public static final String PROPERTY = "sparsevd.kernels";
  private static final String SCALAR = "scalar";
  private static final String VECTOR = "vector";
  private static final String MACHINE = "machine";

  /** Whether vector kernels are in use already, so that nobody has to wait for them again. */
  private static volatile boolean loaded;

  private KernelLookup() {}

  /**
   * Kernels that are ready at once, for a model's first inputs. Until the JIT has compiled them,
   * vectors are objects and slow, and their classes take longer to load than a model. So where
   * vectors will be used, the first kernels are plain ones that round in the same way.
   *
   * @param wanted {@code scalar}, {@code vector}, {@code machine}, or null to choose
   */
  public static Kernels first(String wanted) {
    return wanted != null || loaded ? find(wanted) : plain(VectorSupport.find());
  }

  /**
   * Plain kernels that round as all others of this JVM do. Machine code fuses. Whether there is
   * some takes long to find out, so it is asked only where vectors do not decide.
   */
  private static Kernels plain(VectorSupport support) {
    boolean fused = support.pays() || !support.isThere() && MachineSupport.find().isThere();
    return new ScalarKernels(fused);
  }

  /** Whether these kernels are only the {@link #first} ones. */
  public static boolean makeWay(Kernels kernels) {
    return kernels instanceof ScalarKernels && kernels.fuses();
  }

  /**
   * The kernels for this value of the property. Where nobody asks for either, all that are ever
   * found in a JVM round in the same way.
   *
   * @param wanted {@code scalar}, {@code vector}, {@code machine}, or null to choose
   * @throws IllegalArgumentException if it is none of these
   * @throws IllegalStateException if {@code vector} or {@code machine} is wanted and not there
   */
  public static Kernels find(String wanted) {
    if (SCALAR.equals(wanted)) {
      return new ScalarKernels(false);
    }
    boolean forced = VECTOR.equals(wanted);
    if (wanted != null && !forced && !MACHINE.equals(wanted)) {
      throw new IllegalArgumentException(
          "-D" + PROPERTY + ": expected scalar, vector or machine, found '" + wanted + "'");
    }
    if (MACHINE.equals(wanted) && !MachineSupport.find().isThere()) {
      throw new IllegalStateException(
          "there is no machine code: " + MachineSupport.find().reason());
    }
    VectorSupport support = VectorSupport.find();
    boolean use = forced ? support.isThere() : support.pays();
    Kernels vector = use ? load() : null;
    if (forced && vector == null) {
      throw new IllegalStateException(
          "vector kernels need the JVM option --add-modules " + VectorSupport.MODULE);
    }
    loaded = loaded || vector != null;
    return vector == null ? plain(support) : vector;
  }

  /**
   * The machine code to use beside kernels that {@link #find} found.
   *
   * @param wanted as there
   */
  public static MachineSupport machine(Kernels kernels, String wanted) {
    if (wanted != null && !MACHINE.equals(wanted)) {
      return MachineSupport.none("-D" + PROPERTY + "=" + wanted);
    }
    return kernels.fuses()
        ? MachineSupport.find()
        : MachineSupport.none("kernels without fused multiply-add round in another way");
  }

  /** Null where the module is another one than these kernels were compiled for. */
  private static Kernels load() {
    try {
      return new VectorKernels();
    } catch (LinkageError e) {
      return null;
    }
  }

  /**
   * Which of all kernels a model gets here, and why none that are faster, for people: {@code
   * machine: avx2}, or {@code vector: native access is denied}.
   *
   * @throws IllegalArgumentException if the property is none of its values
   * @throws IllegalStateException if it asks for kernels that are not there
   */
  public static String status() {
    String wanted = System.getProperty(PROPERTY);
    Kernels kernels = find(wanted);
    MachineSupport machine = machine(kernels, wanted);
    return (machine.isThere() ? MACHINE : kernels.name())
        + ": "
        + machine.reason()
        + machine.difference(kernels.lanes());
  }
}
