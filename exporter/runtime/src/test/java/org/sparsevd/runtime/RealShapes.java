package org.sparsevd.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/** Nets with the layers of well-known ones, at 90 % zeros, with fewer channels. */
final class RealShapes {
  private static final double DENSITY = 0.1;

  private final Random random;
  private final List<Node> nodes = new ArrayList<>();
  private String last = Model.INPUT;
  private int channels = 3;

  private RealShapes(Random random) {
    this.random = random;
  }

  /** The net of this name. */
  static Model named(String name, Random random) {
    RealShapes net = new RealShapes(random);
    int size = name.equals("vgg") ? 32 : 56;
    switch (name) {
      case "resnet" -> net.resNet();
      case "mobilenet" -> net.mobileNet();
      case "vgg" -> net.vgg();
      case "convnext" -> net.convNext();
      default -> throw new IllegalArgumentException(name);
    }
    return new Model(name, Shape.of(3, size, size), net.nodes, net.last, Map.of());
  }

  private void resNet() {
    convolution("stem", 16, 7, 2, 1, 1);
    add("relu", new Op.Relu());
    add("pool", new Op.MaxPool2d(new Window(3, 3, 2, 2, 1, 1, 1, 1, 1, 1)));
    for (int stage = 0; stage < 4; stage++) {
      String name = "stage" + stage;
      String shortcut = last;
      int inputs = channels;
      int stride = stage == 0 ? 1 : 2;
      convolution(name + "a", 16 << stage, 3, stride, 1, DENSITY);
      add(name + "relu", new Op.Relu());
      convolution(name + "b", 16 << stage, 3, 1, 1, DENSITY);
      String branch = last;
      if (stride == 2) {
        last = shortcut;
        channels = inputs;
        convolution(name + "c", 16 << stage, 1, 2, 1, DENSITY);
        shortcut = last;
      }
      add(name + "sum", new Op.Add(), branch, shortcut);
      add(name + "relu2", new Op.Relu());
    }
    end();
  }

  private void mobileNet() {
    convolution("stem", 16, 3, 2, 1, 1);
    add("relu6", new Op.Clip(0, 6));
    for (int i = 0; i < 5; i++) {
      String name = "block" + i;
      String shortcut = last;
      int inputs = channels;
      int stride = i % 2 == 1 ? 2 : 1;
      convolution(name + "expand", 6 * inputs, 1, 1, 1, DENSITY);
      add(name + "act", i < 3 ? new Op.Clip(0, 6) : new Op.HardSwish());
      convolution(name + "depth", 6 * inputs, i == 4 ? 5 : 3, stride, 6 * inputs, 1);
      add(name + "act2", new Op.LeakyRelu(0.1f));
      convolution(name + "project", stride == 1 ? inputs : 2 * inputs, 1, 1, 1, DENSITY);
      if (stride == 1) {
        add(name + "sum", new Op.Add(), last, shortcut);
      }
    }
    end();
  }

  private void vgg() {
    for (int stage = 0; stage < 5; stage++) {
      for (int i = 0; i < 2; i++) {
        convolution("conv" + stage + i, 32 << Math.min(stage, 3), 3, 1, 1, DENSITY);
        add("relu" + stage + i, new Op.Relu());
      }
      add("pool" + stage, new Op.MaxPool2d(Window.pooling(2)));
    }
    end();
  }

  private void convNext() {
    convolution("stem", 32, 4, 4, 1, 1);
    for (int i = 0; i < 3; i++) {
      String name = "block" + i;
      String shortcut = last;
      int width = channels;
      convolution(name + "depth", width, 7, 1, width, 1);
      convolution(name + "expand", 4 * width, 1, 1, 1, 1);
      add(name + "gelu", new Op.Gelu(false));
      convolution(name + "project", width, 1, 1, 1, 1);
      add(name + "scale", new Op.Affine(floats(width), floats(width)));
      add(name + "sum", new Op.Add(), last, shortcut);
    }
    end();
  }

  private void end() {
    add("mean", new Op.GlobalAvgPool2d());
    add("flat", new Op.Flatten());
    add("fc", RandomModels.dense(random, 0.5, Shape.of(10, channels)));
  }

  private void convolution(
      String name, int filters, int size, int stride, int groups, double density) {
    Shape shape = Shape.of(filters, channels / groups, size, size);
    Tensor weight = RandomModels.weight(random, density, shape);
    int pad = (size - 1) / 2;
    Window window = new Window(size, size, stride, stride, 1, 1, pad, pad, pad, pad);
    add(name, new Op.Conv2d(weight, floats(filters), window, groups));
    channels = filters;
  }

  private void add(String name, Op op, String... inputs) {
    nodes.add(new Node(name, op, inputs.length == 0 ? List.of(last) : List.of(inputs)));
    last = name;
  }

  private float[] floats(int count) {
    return RandomModels.floats(random, count);
  }
}
