package org.sparsevd.compress.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.ArithmeticOps;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/**
 * The constants of a node's value from those of its inputs, where it computes each element by
 * itself or moves them. Whatever is not sure to be constant varies.
 *
 * @param constants as {@link ConstantSlices} has them
 */
record ConstantPassage(Passing passing, Map<String, float[][]> constants) {

  void through(Node node, float[][] y) {
    Passage passage = passing.of(node);
    for (int axis = 0; axis < y.length; axis++) {
      if (y[axis] == null) {
        continue;
      }
      if (passage.effect() == Passage.Effect.COMPUTED) {
        computed(node, axis, y[axis]);
      } else if (passage.effect() == Passage.Effect.MOVED) {
        moved(node, axis, y[axis]);
      }
    }
    for (Link link : passage.links()) {
      if (link instanceof Link.Regrouped grid) {
        regrouped(node, grid, y);
      }
    }
  }

  private float whole(String input) {
    float[][] known = constants.get(input);
    return known[known.length - 1][0];
  }

  /** What an input has at each index of an axis of the output; not a number where it varies. */
  private float[] at(Node node, int input, int axis, int count) {
    String name = node.inputs().get(input);
    float[] found = new float[count];
    Arrays.fill(found, whole(name));
    for (Link link : passing.of(node).links()) {
      if (link instanceof Link.Picked picked && picked.input() == input && picked.to() == axis) {
        float[] source = constants.get(name)[picked.from()];
        for (int i = 0; i < picked.places().length; i++) {
          found[picked.at() + i] = source[picked.places()[i]];
        }
      }
    }
    return found;
  }

  private void computed(Node node, int axis, float[] y) {
    Shape shape = Shape.of(y.length);
    List<float[]> operands = new ArrayList<>();
    boolean[] varies = new boolean[y.length];
    boolean[] zero = new boolean[y.length];
    for (int input = 0; input < node.inputs().size(); input++) {
      float[] x = at(node, input, axis, y.length);
      for (int i = 0; i < x.length; i++) {
        varies[i] |= Float.isNaN(x[i]);
        zero[i] |= x[i] == 0;
        x[i] = Float.isNaN(x[i]) ? 0 : x[i];
      }
      operands.add(x);
    }
    List<Shape> shapes = operands.stream().map(x -> shape).toList();
    float[] result = node.op().compute(operands, shapes, shape);
    for (int i = 0; i < y.length; i++) {
      y[i] = varies[i] ? Float.NaN : result[i];
      // Zero times what varies is zero.
      y[i] = zero[i] && isProduct(node.op()) ? 0 : y[i];
    }
  }

  private static boolean isProduct(Op op) {
    return op instanceof Op.Mul
        || op instanceof Op.Binary binary
            && binary.function() == ArithmeticOps.BinaryFunction.TIMES;
  }

  private void moved(Node node, int axis, float[] y) {
    boolean[] found = new boolean[y.length];
    for (int input = 0; input < node.inputs().size(); input++) {
      if (passing.model().type(node.inputs().get(input)) != ElementType.FLOAT) {
        continue;
      }
      float[] x = at(node, input, axis, y.length);
      boolean[] covered = covered(node, input, axis, y.length);
      for (int i = 0; i < y.length; i++) {
        if (covered[i]) {
          y[i] = found[i] && y[i] != x[i] ? Float.NaN : x[i];
          found[i] = true;
        }
      }
    }
    float fill = passing.of(node).fill();
    for (int i = 0; i < y.length; i++) {
      y[i] = Float.isNaN(fill) || y[i] == fill ? y[i] : Float.NaN;
    }
  }

  /** At which indices elements of an input stand: where no link says it, at all. */
  private boolean[] covered(Node node, int input, int axis, int count) {
    boolean[] covered = new boolean[count];
    boolean linked = false;
    for (Link link : passing.of(node).links()) {
      if (link instanceof Link.Picked picked && picked.input() == input && picked.to() == axis) {
        Arrays.fill(covered, picked.at(), picked.at() + picked.places().length, true);
        linked = true;
      }
    }
    if (!linked) {
      Arrays.fill(covered, true);
    }
    return covered;
  }

  private void regrouped(Node node, Link.Regrouped grid, float[][] y) {
    String input = node.inputs().get(0);
    float[][] x = constants.get(input);
    Regrouping from = Regrouping.of(passing.model().shape(input), grid.from(), grid.fromCount());
    Regrouping to = Regrouping.of(passing.model().shape(node.name()), grid.to(), grid.toCount());
    for (int axis = 0; axis < grid.toCount(); axis++) {
      float[] out = y[grid.to() + axis];
      boolean[] found = new boolean[out.length];
      for (int i = 0; i < from.size(); i++) {
        float constant = element(from, i, x, grid.from());
        int index = to.index(i, axis);
        out[index] = found[index] && out[index] != constant ? Float.NaN : constant;
        found[index] = true;
      }
    }
  }

  private static float element(Regrouping grid, int element, float[][] x, int first) {
    float constant = Float.NaN;
    for (int axis = 0; axis < grid.extents().length && Float.isNaN(constant); axis++) {
      constant = x[first + axis][grid.index(element, axis)];
    }
    return constant;
  }
}
