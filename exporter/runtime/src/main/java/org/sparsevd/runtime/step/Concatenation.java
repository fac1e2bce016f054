package org.sparsevd.runtime.step;

import org.sparsevd.runtime.layout.Scratch;

/**
 * Values one after the other.
 *
 * @param sizes floats of each
 * @param parts their slots
 */
public record Concatenation(int[] sizes, int[] parts, int out) implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    int at = 0;
    for (int i = 0; i < parts.length; i++) {
      System.arraycopy(scratch.values(parts[i]), 0, scratch.values(out), at, sizes[i]);
      at += sizes[i];
    }
  }
}
