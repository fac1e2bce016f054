package org.sparsevd.onnx.lower;

import java.util.Arrays;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.lower.term.Steps;
import org.sparsevd.onnx.lower.term.Term;
import org.sparsevd.onnx.tensor.Constant;

/**
 * A layer that a file computes of levels and whole numbers: sums are whole numbers, too, and steps
 * make them real behind the layer.
 *
 * @param levels what it reads
 * @param weight whole numbers, as the file has them
 * @param scales what sums are multiplied by: one for each row
 */
record LevelLayer(Term levels, Constant weight, float[] scales) {
  /**
   * The layer; null where its value is not levels times one step, or its weight not whole numbers
   * times a step for each row.
   *
   * @param axis of the weight that counts rows
   */
  static LevelLayer of(Call call, Term value, Term weight, int axis) {
    Steps known = call.graph().model().steps();
    Steps.Scaled in = known.of(value);
    Steps.Whole whole = known.whole(weight);
    if (in == null || whole == null || axis >= whole.integers().rank()) {
      return null;
    }
    boolean each = whole.steps().length > 1;
    if (each && whole.axis() != axis) {
      return null;
    }
    float[] scales = new float[whole.integers().dims()[axis]];
    for (int r = 0; r < scales.length; r++) {
      scales[r] = in.step() * whole.steps()[each ? r : 0];
    }
    return new LevelLayer(in.levels(), whole.integers(), scales);
  }

  float[] noBias() {
    return new float[scales.length];
  }

  /**
   * The real numbers that sums stand for.
   *
   * @param bias one for each row; null for none
   * @param behind how many dimensions stand behind the rows
   */
  Term real(Call call, Term sums, float[] bias, int behind) throws OnnxException {
    int[] dims = new int[behind + 1];
    Arrays.fill(dims, 1);
    dims[0] = scales.length;
    Term factors = new Term.Floats(Constant.dense(dims, scales));
    Term real = call.emit("_real", new Op.Binary(Op.BinaryFunction.TIMES), sums, factors);
    if (bias != null) {
      Term added = new Term.Floats(Constant.dense(dims, bias));
      real = call.emit("_biased", new Op.Binary(Op.BinaryFunction.PLUS), real, added);
    }
    boolean channels = behind == call.graph().shape(sums).rank() - 2;
    if (channels) {
      float[] shift = bias == null ? noBias() : bias.clone();
      call.stands(real, new Op.Affine(scales.clone(), shift), sums);
    }
    call.graph().model().ofIntegers(real);
    return real;
  }
}
