package org.sparsevd.runtime.step;

import org.sparsevd.model.Op;
import org.sparsevd.runtime.layout.Scratch;

/**
 * An operator that is computed by its definition, for a single input.
 *
 * @param node whose name is told with what cannot be computed
 */
public record Definition(String node, Op.Program program, int[] inputs, int out)
    implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    try {
      program.run(scratch.operands(inputs), scratch.values(out));
    } catch (ArithmeticException e) {
      ArithmeticException named = new ArithmeticException(message(e));
      named.initCause(e);
      throw named;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(message(e), e);
    }
  }

  private String message(RuntimeException e) {
    return "node '" + node + "': " + e.getMessage();
  }
}
