package org.sparsevd.benchmarks.nets;

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

/**
 * Nets as people bring them, dense, for images of CIFAR's size and with folded batch normalisation,
 * with made-up weights of a fixed seed. The scale of each filter is log-normal, as it is where
 * batch normalisation has weighed filters: so pruning by magnitude empties some of them.
 */
public final class ImportedNet {
  /** Names of the nets there are. */
  public static final List<String> NAMES = List.of("vgg-16", "resnet-18");

  private static final long SEED = 20150410;
  private static final Shape INPUT = Shape.of(3, 32, 32);
  private static final int CLASSES = 10;
  private static final double FILTER_DEVIATION = 0.7;
  private static final float PIXEL_SCALE = 1 / 128f;

  private final Random random = new Random(SEED);
  private final List<Node> nodes = new ArrayList<>();
  private String last = Model.INPUT;
  private int channels = INPUT.dim(0);

  private ImportedNet() {}

  /**
   * The net of this name; takes raw pixels, 0 to 255.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Model named(String name) {
    ImportedNet net = new ImportedNet();
    float[] scale = {PIXEL_SCALE, PIXEL_SCALE, PIXEL_SCALE};
    net.add("pixels", new Op.Affine(scale, new float[] {-1, -1, -1}));
    switch (name) {
      case "vgg-16" -> net.vgg16();
      case "resnet-18" -> net.resNet18();
      default -> throw new IllegalArgumentException("expected one of " + NAMES + ", not " + name);
    }
    return new Model(name, INPUT, net.nodes, net.last, Map.of());
  }

  /** Simonyan and Zisserman, 2015, configuration D, with the classifier usual for CIFAR. */
  private void vgg16() {
    int[][] blocks = {{64, 64}, {128, 128}, {256, 256, 256}, {512, 512, 512}, {512, 512, 512}};
    for (int b = 0; b < blocks.length; b++) {
      for (int i = 0; i < blocks[b].length; i++) {
        String name = "conv" + (b + 1) + "_" + (i + 1);
        convolution(name, blocks[b][i], 3, 1);
        add(name + ".relu", new Op.Relu());
      }
      add("pool" + (b + 1), new Op.MaxPool2d(Window.pooling(2)));
    }
    add("flatten", new Op.Flatten());
    dense("fc1", 512, 512);
    add("fc1.relu", new Op.Relu());
    dense("fc2", CLASSES, 512);
  }

  /** He et al., 2016, with the 3x3 stem usual for CIFAR. */
  private void resNet18() {
    convolution("stem", 64, 3, 1);
    add("stem.relu", new Op.Relu());
    for (int stage = 0; stage < 4; stage++) {
      for (int block = 0; block < 2; block++) {
        residual("stage" + (stage + 1) + "_" + (block + 1), 64 << stage, stage > 0 && block == 0);
      }
    }
    add("mean", new Op.GlobalAvgPool2d());
    add("flatten", new Op.Flatten());
    dense("fc", CLASSES, 512);
  }

  private void residual(String name, int filters, boolean halves) {
    String shortcut = last;
    int inputs = channels;
    convolution(name + ".conv1", filters, 3, halves ? 2 : 1);
    add(name + ".relu1", new Op.Relu());
    convolution(name + ".conv2", filters, 3, 1);
    String branch = last;
    if (halves) {
      last = shortcut;
      channels = inputs;
      convolution(name + ".shortcut", filters, 1, 2);
      shortcut = last;
    }
    nodes.add(new Node(name + ".sum", new Op.Add(), List.of(branch, shortcut)));
    last = name + ".sum";
    add(name + ".relu2", new Op.Relu());
  }

  private void convolution(String name, int filters, int kernel, int stride) {
    int pad = kernel / 2;
    Window window = new Window(kernel, kernel, stride, stride, 1, 1, pad, pad, pad, pad);
    Shape shape = Shape.of(filters, channels, kernel, kernel);
    add(name, new Op.Conv2d(weight(shape), bias(filters), window, 1));
    channels = filters;
  }

  private void dense(String name, int outputs, int inputs) {
    add(name, new Op.Dense(weight(Shape.of(outputs, inputs)), bias(outputs)));
  }

  private void add(String name, Op op) {
    nodes.add(new Node(name, op, List.of(last)));
    last = name;
  }

  private DenseTensor weight(Shape shape) {
    int columns = shape.size() / shape.dim(0);
    float[] values = new float[shape.size()];
    for (int row = 0; row < shape.dim(0); row++) {
      double scale = Math.exp(FILTER_DEVIATION * random.nextGaussian()) / Math.sqrt(columns);
      for (int i = row * columns; i < (row + 1) * columns; i++) {
        values[i] = (float) (scale * random.nextGaussian());
      }
    }
    return new DenseTensor(shape, values);
  }

  private float[] bias(int units) {
    float[] bias = new float[units];
    for (int i = 0; i < units; i++) {
      bias[i] = (float) (0.05 * random.nextGaussian());
    }
    return bias;
  }
}
