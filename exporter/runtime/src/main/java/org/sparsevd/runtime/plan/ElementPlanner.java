package org.sparsevd.runtime.plan;

import java.util.Arrays;
import java.util.List;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.model.loop.RowLoop;
import org.sparsevd.model.loop.Rows;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.kernel.RowVectors;
import org.sparsevd.runtime.layout.ImageLayout;
import org.sparsevd.runtime.step.Addition;
import org.sparsevd.runtime.step.Border;
import org.sparsevd.runtime.step.BroadcastRows;
import org.sparsevd.runtime.step.ChannelAffine;
import org.sparsevd.runtime.step.ChannelLevels;
import org.sparsevd.runtime.step.Concatenation;
import org.sparsevd.runtime.step.Definition;
import org.sparsevd.runtime.step.Gathering;
import org.sparsevd.runtime.step.KernelStep;
import org.sparsevd.runtime.step.LogSoftmax;
import org.sparsevd.runtime.step.Mapping;
import org.sparsevd.runtime.step.Multiplication;
import org.sparsevd.runtime.step.Rectifier;
import org.sparsevd.runtime.step.Softmax;
import org.sparsevd.runtime.step.Turning;
import org.sparsevd.runtime.step.map.ElementMap;
import org.sparsevd.runtime.step.map.Leak;
import org.sparsevd.runtime.step.map.Levels;
import org.sparsevd.tensor.Shape;

/**
 * Chooses the steps of a node without weights and windows, and says what they are.
 *
 * @param relu whether its steps include the rectifier that follows
 * @param levels that follow and that its steps include; null where there are none
 * @param inputs slots of its inputs
 * @param out slot of its output
 */
record ElementPlanner(
    Model model,
    Kernels kernels,
    int block,
    List<KernelStep> steps,
    Node node,
    boolean relu,
    Op.Pointwise levels,
    int[] inputs,
    int out)
    implements Op.PerChannel.Cases<String>,
        Op.Movement.Cases<String>,
        Op.Join.Cases<String>,
        Op.OverChannels.Cases<String> {

  /** Of its first input. */
  private Shape shape() {
    return model.shape(node.inputs().get(0));
  }

  /** Elements of its first input in a block. */
  private int size() {
    return shape().size() * block;
  }

  private int in() {
    return inputs[0];
  }

  private String add(KernelStep step, String note) {
    steps.add(step);
    return note;
  }

  String perChannel(Op.PerChannel op) {
    return op.match(this);
  }

  String movement(Op.Movement op) {
    return op.match(this);
  }

  String join(Op.Join op) {
    return op.match(this);
  }

  String overChannels(Op.OverChannels op) {
    return op.match(this);
  }

  @Override
  public String affine(Op.Affine op) {
    int run = size() / op.channels();
    if (levels != null) {
      boolean isNumber = !kernels.isCareful() && readsSums() && isFinite(op);
      Levels map = new Levels((Op.Quantize) levels, op.scale(), op.shift(), isNumber);
      return add(new ChannelLevels(map, run, in(), out), map.name());
    }
    return add(new ChannelAffine(op.scale(), op.shift(), run, relu, in(), out), "affine");
  }

  /** Whether it reads what a layer finds, which is a number: else a guard has stopped the plan. */
  private boolean readsSums() {
    String read = node.inputs().get(0);
    for (Node other : model.nodes()) {
      if (other.name().equals(read)) {
        return other.op() instanceof Op.Weighted;
      }
    }
    return false;
  }

  /** Whether it reads an input, which has been looked at. */
  private boolean readsInput() {
    String read = node.inputs().get(0);
    for (Model.Input input : model.inputs()) {
      if (input.name().equals(read)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isFinite(Op.Affine op) {
    boolean finite = true;
    for (int c = 0; c < op.channels(); c++) {
      finite &= Float.isFinite(op.scale()[c]) && Float.isFinite(op.shift()[c]);
    }
    return finite;
  }

  @Override
  public String batchNorm(Op.BatchNorm op) {
    return add(
        ChannelAffine.of(op, size() / op.channels(), relu, in(), out),
        "batch normalisation as affine");
  }

  @Override
  public String prelu(Op.PRelu op) {
    ElementMap map = new Leak(op.slope());
    return add(new Mapping(map, op.channels(), size() / op.channels(), in(), out), map.name());
  }

  String pointwise(Op.Pointwise op) {
    if (op instanceof Op.Relu) {
      return add(new Rectifier(size(), in(), out), "rectifier");
    }
    boolean ofInput = op instanceof Op.Quantize && !kernels.isCareful() && readsInput();
    ElementMap map = ofInput ? Levels.of((Op.Quantize) op, true) : ElementMap.of(op, kernels);
    return add(new Mapping(map, 1, size(), in(), out), map.name());
  }

  /**
   * By its definition; in plans for single inputs only.
   *
   * @param operands slots of the inputs, and of its scratch where it has any
   */
  String general(Op.General op, int[] operands) {
    List<Shape> shapes = node.inputs().stream().map(model::shape).toList();
    RowLoop loop = loop(op);
    if (loop != null) {
      Rows rows = Rows.of(shapes, model.shape(node.name()));
      return add(new BroadcastRows(loop, rows, inputs[0], inputs[1], out), "rows by vectors");
    }
    Op.Program program = op.program(shapes, model.shape(node.name()));
    return add(new Definition(node.name(), program, operands, out), "as defined");
  }

  /** A loop by vectors; null where there is none. */
  private RowLoop loop(Op.General op) {
    boolean vectors = !kernels.bridgesGaps() && block == 1;
    return vectors && op instanceof Op.Binary binary && !binary.whole()
        ? RowVectors.of(binary.function())
        : null;
  }

  @Override
  public String add(Op.Add op) {
    return add(new Addition(size(), relu, in(), inputs[1], out), "addition");
  }

  @Override
  public String mul(Op.Mul op) {
    int other = model.shape(node.inputs().get(1)).size();
    return add(
        new Multiplication(other, shape().size() / other, block, in(), inputs[1], out),
        "multiplication");
  }

  @Override
  public String concat(Op.Concat op) {
    int[] sizes = new int[inputs.length];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = model.shape(node.inputs().get(i)).size() * block;
    }
    return add(new Concatenation(sizes, inputs, out), "concatenation");
  }

  @Override
  public String softmax(Op.Softmax op) {
    return add(new Softmax(shape().dim(0), size() / shape().dim(0), in(), out), "softmax");
  }

  @Override
  public String logSoftmax(Op.LogSoftmax op) {
    return add(new LogSoftmax(shape().dim(0), size() / shape().dim(0), in(), out), "log softmax");
  }

  @Override
  public String flatten(Op.Flatten op) {
    throw alias();
  }

  @Override
  public String reshape(Op.Reshape op) {
    throw alias();
  }

  private AssertionError alias() {
    return new AssertionError("node '" + node.name() + "' shares the array of its input");
  }

  @Override
  public String transpose(Op.Transpose op) {
    if (block == 1 && op.order().equals(List.of(1, 0))) {
      return add(new Turning(shape().dim(0), shape().dim(1), in(), out), "transposed matrix");
    }
    int[] order = new int[op.order().size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = op.order().get(i);
    }
    int[] sources = Gathering.transposed(shape(), model.shape(node.name()), order);
    return add(new Gathering(sources, block, in(), out), "transposition " + Arrays.toString(order));
  }

  @Override
  public String pad2d(Op.Pad2d op) {
    Window border = new Window(1, 1, 1, 1, 1, 1, op.top(), op.left(), op.bottom(), op.right());
    ImageLayout layout = ImageLayout.byRows(shape(), border, block).asValue();
    return add(Border.of(kernels, layout, op.value(), in(), out), "border");
  }

  @Override
  public String upsample2d(Op.Upsample2d op) {
    int[] sources = Gathering.upsampled(shape(), model.shape(node.name()), op.zeros());
    return add(new Gathering(sources, block, in(), out), "upsampling");
  }
}
