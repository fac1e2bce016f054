package org.sparsevd.vector;

import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorShape;

/**
 * Whether loops on the Vector API can run in this JVM, whether they pay, and how wide their vectors
 * are. The runtime, the trainer and the command all ask here.
 *
 * <p>Nothing here is reflection. Where the module does not exist, is not readable or has changed,
 * the first use of a class that needs it fails with an error that is caught.
 *
 * @param bits of a vector of floats; 0 where the module is not there
 * @param pays whether vectors are to be used where nobody asks for something else
 * @param reason what was found, for people
 */
public record VectorSupport(int bits, boolean pays, String reason) {
  /** The module, which an option of the JVM adds. */
  public static final String MODULE = "jdk.incubator.vector";

  /**
   * System property that forces the width of vectors, in bits: 128, 256 or 512. It is there for
   * tests. Vectors wider than the processor's work, too, but are objects, and very slow.
   */
  public static final String BITS = "sparsevd.vectorBits";

  /**
   * Bits of vectors from which on x86 processors surely have fused multiply-add. Without it, Java
   * computes each one with decimal numbers of any length.
   */
  private static final int FUSING_X86 = 256;

  /** Every other processor that has vectors fuses. */
  private static final int FUSING = 128;

  /**
   * What this JVM has. It costs a millisecond: vectors themselves are not loaded.
   *
   * @throws IllegalArgumentException if {@value #BITS} is set to anything but a width
   */
  public static VectorSupport find() {
    return of(preferredBits(), System.getProperty("os.arch", ""), System.getProperty(BITS));
  }

  /**
   * The decision.
   *
   * @param preferred bits of the vectors that the JVM prefers; 0 where the module is not there
   * @param processor as in {@code os.arch}
   * @param wanted value of {@value #BITS}, or null
   */
  static VectorSupport of(int preferred, String processor, String wanted) {
    int bits = wanted == null ? preferred : width(wanted);
    if (preferred == 0) {
      return new VectorSupport(0, false, "the module " + MODULE + " is not there");
    }
    boolean x86 = processor.equals("amd64") || processor.equals("x86_64");
    int least = x86 ? FUSING_X86 : FUSING;
    String found = bits / Float.SIZE + " lanes of float32";
    if (preferred < least) {
      return new VectorSupport(
          bits, false, found + ", too few: without AVX2 the processor has no fused multiply-add");
    }
    return new VectorSupport(bits, true, wanted == null ? found : found + ", by -D" + BITS);
  }

  private static int width(String wanted) {
    if (wanted.equals("128") || wanted.equals("256") || wanted.equals("512")) {
      return Integer.parseInt(wanted);
    }
    throw new IllegalArgumentException(
        "-D" + BITS + ": expected 128, 256 or 512, found '" + wanted + "'");
  }

  private static int preferredBits() {
    try {
      boolean named = Vector.class.getModule().isNamed();
      return named ? VectorShape.preferredShape().vectorBitSize() : 0;
    } catch (LinkageError e) {
      return 0;
    }
  }

  /** Whether the processor fuses multiply-add, as far as can be known: nearly all do. */
  public boolean mayFuse() {
    return pays || !isThere();
  }

  /** Whether the module is there, so that kernels on it can run. */
  public boolean isThere() {
    return bits > 0;
  }
}
