package org.sparsevd.compress.flow;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/**
 * Which indices along which axes have one value at every element for every input, such as a neuron
 * without incoming weights; and with that what they contribute to the layers that read them, moved
 * into those layers' biases. Outgoing weights are zero afterwards.
 *
 * <p>In front of a padded convolution only the constant 0 moves: at the border the padding, not the
 * constant, is what some weights see.
 */
public final class ConstantSlices {
  /**
   * By value, axis and index the constant, or NaN where elements vary; null along axes whose extent
   * depends on symbols. Behind the axes stands one number for the whole value.
   */
  private final Map<String, float[][]> constants = new HashMap<>();

  private final Passing passing;

  private ConstantSlices(Passing passing) {
    this.passing = passing;
    for (Model.Input input : passing.model().inputs()) {
      constants.put(input.name(), varying(input.shape()));
    }
  }

  /** The same function with constants moved into biases. */
  public static Model fold(Model model) {
    ConstantSlices slices = new ConstantSlices(new Passing(model));
    return model.mapNodes(slices::visit);
  }

  static ConstantSlices of(Passing passing) {
    ConstantSlices slices = new ConstantSlices(passing);
    passing.model().nodes().forEach(slices::define);
    return slices;
  }

  float[] of(String value, int axis) {
    return constants.get(value)[axis];
  }

  static float[][] varying(Shape shape) {
    float[][] constants = new float[shape.rank() + 1][];
    for (int axis = 0; axis < shape.rank(); axis++) {
      constants[axis] = shape.extent(axis).isNumber() ? new float[shape.dim(axis)] : null;
    }
    constants[shape.rank()] = new float[1];
    for (float[] axis : constants) {
      if (axis != null) {
        Arrays.fill(axis, Float.NaN);
      }
    }
    return constants;
  }

  private Node visit(Node node) {
    Node folded = node;
    if (node.op() instanceof Op.Weighted op) {
      folded = intoBias(node, op);
    } else if (node.op() instanceof Op.Recurrent op) {
      define(node);
      folded = new RecurrentUnits(op).folded(node, columns(node), of(node.name(), 2));
    }
    define(folded);
    return folded;
  }

  private float[] columns(Node node) {
    return of(node.inputs().get(0), passing.columns(node, 0));
  }

  private Node intoBias(Node node, Op.Weighted op) {
    float[] x = columns(node);
    if (isVarying(x)) {
      return node;
    }
    WeightView view = WeightView.of(op);
    boolean padded = op instanceof Op.Conv2d conv && conv.window().isPadded();
    float[] bias = op.bias().clone();
    boolean changed = false;
    for (int r = 0; r < bias.length; r++) {
      double sum = bias[r];
      for (int i = 0; i < view.columns(); i++) {
        float constant = x[view.channel(r, i)];
        float weight = view.weight()[r * view.columns() + i];
        if (weight != 0 && !Float.isNaN(constant) && (constant == 0 || !padded)) {
          sum += (double) constant * weight;
          view.weight()[r * view.columns() + i] = 0;
          changed = true;
        }
      }
      bias[r] = (float) sum;
    }
    return changed ? node.with(view.with(bias)) : node;
  }

  private static boolean isVarying(float[] constants) {
    for (float constant : constants) {
      if (!Float.isNaN(constant)) {
        return false;
      }
    }
    return true;
  }

  private void define(Node node) {
    Shape shape = passing.model().shape(node.name());
    float[][] y = varying(shape);
    constants.put(node.name(), y);
    if (passing.model().type(node.name()) != ElementType.FLOAT) {
      return;
    }
    if (node.op() instanceof Op.Constant constant) {
      ofTensor(constant.values().values(), shape, y);
    } else if (node.op() instanceof Op.Weighted op) {
      ofRows(WeightView.of(op), op.bias(), y[passing.rows(node)]);
    } else if (node.op() instanceof Op.PerChannel op) {
      ofChannels(op, of(node.inputs().get(0), 0), y[0]);
    } else if (node.op() instanceof Op.Recurrent op) {
      new RecurrentUnits(op).zeros(constants, node, y[2]);
    } else {
      new ConstantPassage(passing, constants).through(node, y);
    }
    close(y);
  }

  /** A value with one constant at all indices of an axis is that constant, and the reverse. */
  private static void close(float[][] y) {
    float[] whole = y[y.length - 1];
    for (float[] axis : y) {
      boolean alike = axis != null;
      for (int i = 1; alike && i < axis.length; i++) {
        alike = axis[i] == axis[0];
      }
      whole[0] = alike && !Float.isNaN(axis[0]) ? axis[0] : whole[0];
    }
    for (float[] axis : y) {
      if (axis != null && !Float.isNaN(whole[0])) {
        Arrays.fill(axis, whole[0]);
      }
    }
  }

  private static void ofTensor(float[] values, Shape shape, float[][] y) {
    int[] strides = shape.strides();
    for (int axis = 0; axis < shape.rank(); axis++) {
      boolean[] seen = new boolean[shape.dim(axis)];
      for (int i = 0; i < values.length; i++) {
        int index = i / strides[axis] % seen.length;
        y[axis][index] = seen[index] && values[i] != y[axis][index] ? Float.NaN : values[i];
        seen[index] = true;
      }
    }
    if (shape.rank() == 0) {
      y[0][0] = values[0];
    }
  }

  private static void ofRows(WeightView view, float[] bias, float[] y) {
    for (int r = 0; r < bias.length; r++) {
      y[r] = view.isZeroRow(r) ? bias[r] : Float.NaN;
    }
  }

  /** The value where all elements of the channel get the same one. */
  private static void ofChannels(Op.PerChannel map, float[] x, float[] y) {
    int each = map.channels() / x.length;
    for (int c = 0; c < x.length; c++) {
      float first = Float.isNaN(x[c]) ? Float.NaN : map.apply(x[c], c * each);
      for (int i = c * each + 1; i < (c + 1) * each; i++) {
        first = map.apply(x[c], i) == first ? first : Float.NaN;
      }
      y[c] = first;
    }
  }
}
