package org.sparsevd.runtime.level.step;

import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.machine.RowsFunction;
import org.sparsevd.runtime.step.KernelStep;

/**
 * A dense layer of whole weights over vectors of levels, as code.
 *
 * @param in slot of the vectors
 * @param room slot of a copy of them
 * @param out slot of what is found
 */
public record LevelRows(RowsFunction function, int in, int room, int out) implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    function.run(scratch.values(in), scratch.values(room), scratch.values(out));
  }
}
