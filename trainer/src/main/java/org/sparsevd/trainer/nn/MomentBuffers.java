package org.sparsevd.trainer.nn;

/** Adam's running means of a parameter's gradient and of its square. */
public record MomentBuffers(Buffer first, Buffer second) {
  public static MomentBuffers allocate(Backend backend, int size) {
    return new MomentBuffers(backend.buffer(size), backend.buffer(size));
  }
}
