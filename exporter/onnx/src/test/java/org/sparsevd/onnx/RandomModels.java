package org.sparsevd.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;
import org.sparsevd.tensor.Tensor;

/** Small networks with branches, drawn from a seed; every operator occurs. */
public final class RandomModels {
  private final Random random;
  private final List<Node> nodes = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final List<Shape> shapes = new ArrayList<>();

  private RandomModels(long seed) {
    random = new Random(seed);
  }

  public static Model draw(long seed) {
    return new RandomModels(seed).draw();
  }

  public static float[] values(Random random, int count, double density) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      if (random.nextDouble() < density) {
        values[i] = (float) random.nextGaussian();
      }
    }
    return values;
  }

  private Model draw() {
    Shape input =
        random.nextInt(4) == 0
            ? Shape.of(pick(1, 9))
            : Shape.of(pick(1, 4), pick(3, 9), pick(3, 9));
    names.add(Model.INPUT);
    shapes.add(input);
    int wanted = pick(1, 12);
    while (nodes.size() < wanted) {
      step();
    }
    String output = names.get(names.size() - 1);
    return new Model("drawn", input, nodes, output, Map.of("drawn", "yes"));
  }

  private void step() {
    // Mostly the latest value, so that chains grow long; else any, so that they branch.
    int from = random.nextInt(3) > 0 ? names.size() - 1 : random.nextInt(names.size());
    Shape in = shapes.get(from);
    List<String> inputs = new ArrayList<>(List.of(names.get(from)));
    Op op = random.nextInt(3) == 0 ? joining(in, inputs) : in.rank() == 3 ? image(in) : vector(in);
    List<Shape> inputShapes = new ArrayList<>();
    for (String name : inputs) {
      inputShapes.add(shapes.get(names.indexOf(name)));
    }
    Shape out = op.outputShape(inputShapes);
    if (out.size() > 4000) {
      return;
    }
    String name = op.getClass().getSimpleName().toLowerCase() + "/" + nodes.size();
    nodes.add(new Node(name, op, inputs));
    names.add(name);
    shapes.add(out);
  }

  private Op joining(Shape in, List<String> inputs) {
    List<String> same = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (shapes.get(i).equals(in)) {
        same.add(names.get(i));
      }
    }
    String other = same.get(random.nextInt(same.size()));
    inputs.add(other);
    return switch (random.nextInt(5)) {
      case 0, 1 -> new Op.Add();
      case 2 -> new Op.Mul();
      default -> new Op.Concat();
    };
  }

  private Op vector(Shape in) {
    return switch (random.nextInt(9)) {
      case 6 -> pointwise();
      case 7 -> new Op.PRelu(values(random, in.dim(0), 1));
      case 8 -> new Op.LogSoftmax();
      case 0, 1 -> dense(in.dim(0), pick(1, 12));
      case 2 -> new Op.Relu();
      case 3 -> new Op.Softmax();
      case 4 -> norm(in.dim(0));
      default -> affine(in.dim(0));
    };
  }

  private Op image(Shape in) {
    return switch (random.nextInt(13)) {
      case 9 -> pointwise();
      case 10 -> new Op.PRelu(values(random, random.nextBoolean() ? in.dim(0) : in.size(), 1));
      case 11 -> movement(in);
      case 12 -> random.nextBoolean() ? new Op.Softmax() : new Op.LogSoftmax();
      case 0, 1 -> convolution(in);
      case 2 -> new Op.Relu();
      case 3 -> norm(in.dim(0));
      case 4 -> affine(random.nextBoolean() ? in.dim(0) : in.size());
      case 5 -> new Op.MaxPool2d(window(in, true));
      case 6 -> new Op.AvgPool2d(window(in, true), random.nextBoolean());
      case 7 -> random.nextInt(3) == 0 ? new Op.GlobalAvgPool2d() : new Op.Relu();
      default -> random.nextInt(3) == 0 ? new Op.Flatten() : convolution(in);
    };
  }

  private Op pointwise() {
    return switch (random.nextInt(6)) {
      case 0 -> new Op.LeakyRelu(random.nextFloat());
      case 1 -> new Op.Clip(-random.nextFloat(), random.nextFloat());
      case 2 -> new Op.Sigmoid();
      case 3 -> new Op.Tanh();
      case 4 -> new Op.HardSigmoid(random.nextFloat(), random.nextFloat());
      default -> new Op.HardSwish();
    };
  }

  private Op movement(Shape in) {
    return switch (random.nextInt(4)) {
      case 0 -> new Op.Pad2d(pick(0, 2), pick(0, 2), pick(0, 2), pick(0, 2), random.nextFloat());
      case 1 -> new Op.Transpose(random.nextBoolean() ? List.of(2, 0, 1) : List.of(0, 2, 1));
      case 2 -> new Op.Reshape(Shape.of(in.dim(1), in.dim(0), in.dim(2)));
      default -> new Op.Upsample2d(pick(1, 2), pick(1, 3), random.nextBoolean());
    };
  }

  private Op dense(int inputs, int outputs) {
    return new Op.Dense(weight(Shape.of(outputs, inputs)), values(random, outputs, 0.8));
  }

  private Op convolution(Shape in) {
    int groups = random.nextInt(3) == 0 ? in.dim(0) : 1;
    int outputs = groups * pick(1, 3);
    Window window = window(in, false);
    Shape shape =
        Shape.of(outputs, in.dim(0) / groups, window.kernelHeight(), window.kernelWidth());
    return new Op.Conv2d(weight(shape), values(random, outputs, 0.8), window, groups);
  }

  private Tensor weight(Shape shape) {
    double density = random.nextBoolean() ? 0.1 : 1;
    Tensor dense = new DenseTensor(shape, values(random, shape.size(), density));
    return random.nextBoolean() ? dense : SparseTensor.of(dense);
  }

  /** A window that fits the image; pooling windows always cover at least one pixel. */
  private Window window(Shape in, boolean pooling) {
    int height = in.dim(1);
    int width = in.dim(2);
    int kernelHeight = pick(1, Math.min(3, height));
    int kernelWidth = pick(1, Math.min(3, width));
    int dilationHeight = dilation(kernelHeight, height);
    int dilationWidth = dilation(kernelWidth, width);
    boolean padded = !pooling || dilationHeight * dilationWidth == 1;
    int highest = padded ? kernelHeight - 1 : 0;
    int widest = padded ? kernelWidth - 1 : 0;
    return new Window(
        kernelHeight,
        kernelWidth,
        pick(1, 2),
        pick(1, 2),
        dilationHeight,
        dilationWidth,
        pick(0, highest),
        pick(0, widest),
        pick(0, highest),
        pick(0, widest));
  }

  private int dilation(int kernel, int extent) {
    return random.nextInt(4) == 0 && (kernel - 1) * 2 < extent ? 2 : 1;
  }

  private Op norm(int channels) {
    float[] variance = values(random, channels, 1);
    for (int c = 0; c < channels; c++) {
      variance[c] = variance[c] * variance[c] + 0.1f;
    }
    return new Op.BatchNorm(
        values(random, channels, 1),
        values(random, channels, 1),
        values(random, channels, 1),
        variance,
        1e-5f);
  }

  private Op affine(int parameters) {
    return new Op.Affine(values(random, parameters, 1), values(random, parameters, 1));
  }

  private int pick(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }
}
