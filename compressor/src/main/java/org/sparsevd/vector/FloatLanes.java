package org.sparsevd.vector;

import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The one kind of vectors that all loops of a JVM use. With vectors of two widths loaded, the JIT
 * may no longer know which of them a loop is about, and then they are objects.
 *
 * <p>To be touched only where {@link VectorSupport#isThere} says that the module is there.
 */
public final class FloatLanes {
  private static final VectorShape SHAPE = VectorShape.forBitSize(VectorSupport.find().bits());

  /** Vectors of floats, as wide as {@link VectorSupport#bits} says. */
  public static final VectorSpecies<Float> SPECIES = VectorSpecies.of(float.class, SHAPE);

  private FloatLanes() {}
}
