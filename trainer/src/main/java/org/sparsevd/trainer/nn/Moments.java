package org.sparsevd.trainer.nn;

/** Adam's running means of a parameter's gradient and of its square. */
public record Moments(Buffer first, Buffer second) {
  static Moments allocate(Backend backend, int size) {
    return new Moments(backend.buffer(size), backend.buffer(size));
  }
}
