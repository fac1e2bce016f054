package org.sparsevd.trainer.nn;

/** An array of float32 where its backend computes. */
public interface Buffer {
  int size();
}
