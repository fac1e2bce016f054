package org.sparsevd.runtime.plan;

import java.util.Arrays;
import java.util.List;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Shape;
import org.sparsevd.model.Window;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.layout.ImageLayout;
import org.sparsevd.runtime.step.Border;
import org.sparsevd.runtime.step.Clamp;
import org.sparsevd.runtime.step.Gathering;
import org.sparsevd.runtime.step.HardGate;
import org.sparsevd.runtime.step.KernelStep;
import org.sparsevd.runtime.step.LeakyRectifier;
import org.sparsevd.runtime.step.LogSoftmax;
import org.sparsevd.runtime.step.Multiplication;
import org.sparsevd.runtime.step.PointwiseFunction;
import org.sparsevd.runtime.step.Rectifier;
import org.sparsevd.runtime.step.Softmax;

/** Chooses the steps of operators without weights and windows. */
final class ElementPlanner {
  private final Model model;
  private final Kernels kernels;
  private final int block;
  private final List<KernelStep> steps;

  ElementPlanner(Model model, Kernels kernels, int block, List<KernelStep> steps) {
    this.model = model;
    this.kernels = kernels;
    this.block = block;
    this.steps = steps;
  }

  /**
   * Adds the steps of this node and says what they are; null where it is no such operator.
   *
   * @param in slots of the node's inputs
   */
  String step(Node node, int[] in, int out) {
    Shape shape = model.shape(node.inputs().get(0));
    if (node.op() instanceof Op.Pointwise function) {
      return pointwise(function, shape.size() * block, in[0], out);
    }
    if (node.op() instanceof Op.PRelu prelu) {
      int run = shape.size() / prelu.slope().length * block;
      steps.add(new LeakyRectifier(prelu.slope(), run, in[0], out));
      return "leaky rectifier";
    }
    if (node.op() instanceof Op.Mul) {
      int size = model.shape(node.inputs().get(1)).size();
      steps.add(new Multiplication(size, shape.size() / size, block, in[0], in[1], out));
      return "multiplication";
    }
    if (node.op() instanceof Op.Softmax) {
      steps.add(new Softmax(shape.dim(0), shape.size() / shape.dim(0) * block, in[0], out));
      return "softmax";
    }
    if (node.op() instanceof Op.LogSoftmax) {
      steps.add(new LogSoftmax(shape.dim(0), shape.size() / shape.dim(0) * block, in[0], out));
      return "log softmax";
    }
    return movement(node.op(), shape, model.shape(node.name()), in[0], out);
  }

  private String pointwise(Op.Pointwise function, int size, int in, int out) {
    if (function instanceof Op.Relu) {
      steps.add(new Rectifier(size, in, out));
      return "rectifier";
    }
    if (function instanceof Op.Clip clip) {
      steps.add(new Clamp(size, clip.least(), clip.most(), in, out));
      return "clamp";
    }
    if (function instanceof Op.LeakyRelu leaky) {
      steps.add(new LeakyRectifier(new float[] {leaky.slope()}, size, in, out));
      return "leaky rectifier";
    }
    if (function instanceof Op.HardSigmoid hard) {
      steps.add(new HardGate(size, hard.alpha(), hard.beta(), false, in, out));
      return "hard sigmoid";
    }
    if (function instanceof Op.HardSwish) {
      steps.add(new HardGate(size, 1f / 6, 0.5f, true, in, out));
      return "hard swish";
    }
    steps.add(new PointwiseFunction(function, size, in, out));
    return "function of each element";
  }

  private String movement(Op op, Shape image, Shape output, int in, int out) {
    if (op instanceof Op.Pad2d pad) {
      Window border =
          new Window(1, 1, 1, 1, 1, 1, pad.top(), pad.left(), pad.bottom(), pad.right());
      ImageLayout layout = ImageLayout.byRows(image, border, block).asValue();
      steps.add(Border.of(kernels, layout, pad.value(), in, out));
      return "border";
    }
    if (op instanceof Op.Transpose transpose) {
      int[] order = transpose.order().stream().mapToInt(axis -> axis).toArray();
      steps.add(new Gathering(Gathering.transposed(image, output, order), block, in, out));
      return "transposition " + Arrays.toString(order);
    }
    if (op instanceof Op.Upsample2d upsample) {
      int[] sources = Gathering.upsampled(image, output, upsample.zeros());
      steps.add(new Gathering(sources, block, in, out));
      return "upsampling";
    }
    return null;
  }
}
