package org.sparsevd.onnx.level;

import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.ByteScale;

/**
 * A model whose levels are the real numbers that they stand for: nothing rounds any more, and what
 * a file has to round is told beside it.
 *
 * @param model layers of whole numbers hold these times their scales, and the biases behind them
 * @param bytes how values are rounded, by name
 * @param scales what the whole numbers of a layer's rows were multiplied by, by its name
 */
public record RealModel(Model model, Map<String, ByteScale> bytes, Map<String, float[]> scales) {
  /** The same function up to rounding; a model without levels is itself. */
  public static RealModel of(Model model) {
    return Op.Quantize.isIn(model)
        ? new RealNodes(model).all()
        : new RealModel(model, Map.of(), Map.of());
  }
}
