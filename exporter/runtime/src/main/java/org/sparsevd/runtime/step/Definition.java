package org.sparsevd.runtime.step;

import org.sparsevd.model.Op;
import org.sparsevd.runtime.layout.Scratch;

/** An operator that is computed by its definition, for a single input. */
public record Definition(Op.Program program, int[] inputs, int out) implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    program.run(scratch.operands(inputs), scratch.values(out));
  }
}
