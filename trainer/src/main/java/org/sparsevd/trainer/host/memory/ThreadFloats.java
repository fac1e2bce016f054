package org.sparsevd.trainer.host.memory;

/** Floats to work in: each thread has its own, which grow with what it asks for. */
public final class ThreadFloats {
  private final ThreadLocal<float[]> floats = ThreadLocal.withInitial(() -> new float[0]);

  /** At least so many; what is in them is left from before. */
  public float[] atLeast(int count) {
    float[] own = floats.get();
    if (own.length < count) {
      own = new float[count];
      floats.set(own);
    }
    return own;
  }
}
