package org.sparsevd.benchmarks.nets;

import org.sparsevd.model.Op;
import org.sparsevd.model.Window;

/** Layers of well-known nets for images, batch normalisation folded. */
final class Architectures {
  private static final int STAGES = 4;
  private static final int FIRST_FILTERS = 64;
  private static final int BOTTLENECK = 4;

  private Architectures() {}

  /** Simonyan and Zisserman, 2015, configuration D, with the classifier usual for CIFAR. */
  static void vgg16(NetBuilder net, int classes) {
    int[][] blocks = {{64, 64}, {128, 128}, {256, 256, 256}, {512, 512, 512}, {512, 512, 512}};
    for (int b = 0; b < blocks.length; b++) {
      for (int i = 0; i < blocks[b].length; i++) {
        String name = "conv" + (b + 1) + "_" + (i + 1);
        net.convolution(name, blocks[b][i], 3, 1);
        net.add(name + ".relu", new Op.Relu());
      }
      net.add("pool" + (b + 1), new Op.MaxPool2d(Window.pooling(2)));
    }
    net.add("flatten", new Op.Flatten());
    net.dense("fc1", 512, 512);
    net.add("fc1.relu", new Op.Relu());
    net.dense("fc2", classes, 512);
  }

  /** What comes before the stages of a residual net for ImageNet: He et al., 2016, table 1. */
  static void imageNetStem(NetBuilder net) {
    net.convolution("stem", FIRST_FILTERS, 7, 2);
    net.add("stem.relu", new Op.Relu());
    net.add("pool", new Op.MaxPool2d(new Window(3, 3, 2, 2, 1, 1, 1, 1, 1, 1)));
  }

  /** The stages of He et al., 2016, with 18 layers, whatever stem is before them. */
  static void resNet18(NetBuilder net, int classes) {
    for (int stage = 0; stage < STAGES; stage++) {
      for (int block = 0; block < 2; block++) {
        String name = "stage" + (stage + 1) + "_" + (block + 1);
        int filters = FIRST_FILTERS << stage;
        boolean halves = stage > 0 && block == 0;
        NetBuilder.Place shortcut = net.here();
        net.convolution(name + ".conv1", filters, 3, halves ? 2 : 1);
        net.add(name + ".relu1", new Op.Relu());
        net.convolution(name + ".conv2", filters, 3, 1);
        add(net, name, shortcut, halves ? 2 : 1, halves);
      }
    }
    net.classifier(classes);
  }

  /** With 50 layers: bottlenecks, of which the 3x3 layer has the stride, as most have it today. */
  static void resNet50(NetBuilder net, int classes) {
    int[] blocks = {3, 4, 6, 3};
    for (int stage = 0; stage < STAGES; stage++) {
      for (int block = 0; block < blocks[stage]; block++) {
        String name = "stage" + (stage + 1) + "_" + (block + 1);
        int filters = FIRST_FILTERS << stage;
        int stride = stage > 0 && block == 0 ? 2 : 1;
        NetBuilder.Place shortcut = net.here();
        net.convolution(name + ".conv1", filters, 1, 1);
        net.add(name + ".relu1", new Op.Relu());
        net.convolution(name + ".conv2", filters, 3, stride);
        net.add(name + ".relu2", new Op.Relu());
        net.convolution(name + ".conv3", BOTTLENECK * filters, 1, 1);
        add(net, name, shortcut, stride, block == 0);
      }
    }
    net.classifier(classes);
  }

  /**
   * Adds the shortcut to a branch, which takes a layer of its own where channels or size change.
   */
  private static void add(
      NetBuilder net, String name, NetBuilder.Place shortcut, int stride, boolean changes) {
    NetBuilder.Place branch = net.here();
    if (changes) {
      net.back(shortcut);
      net.convolution(name + ".shortcut", branch.channels(), 1, stride);
    } else {
      net.back(shortcut);
    }
    NetBuilder.Place other = net.here();
    net.back(branch);
    net.sum(name + ".sum", other);
    net.add(name + ".relu", new Op.Relu());
  }

  /** Sandler et al., 2018, table 2. */
  static void mobileNetV2(NetBuilder net, int classes) {
    int[][] rows = {
      {1, 16, 1, 1},
      {6, 24, 2, 2},
      {6, 32, 3, 2},
      {6, 64, 4, 2},
      {6, 96, 3, 1},
      {6, 160, 3, 2},
      {6, 320, 1, 1}
    };
    net.convolution("stem", 32, 3, 2);
    net.add("stem.relu6", new Op.Clip(0, 6));
    for (int row = 0; row < rows.length; row++) {
      for (int i = 0; i < rows[row][2]; i++) {
        String name = "block" + (row + 1) + "_" + (i + 1);
        inverted(net, name, rows[row][0], rows[row][1], i == 0 ? rows[row][3] : 1);
      }
    }
    net.convolution("head", 1280, 1, 1);
    net.add("head.relu6", new Op.Clip(0, 6));
    net.classifier(classes);
  }

  private static void inverted(NetBuilder net, String name, int factor, int filters, int stride) {
    NetBuilder.Place shortcut = net.here();
    int wide = factor * shortcut.channels();
    if (factor > 1) {
      net.convolution(name + ".expand", wide, 1, 1);
      net.add(name + ".relu6a", new Op.Clip(0, 6));
    }
    net.convolution(name + ".depth", wide, 3, stride, wide);
    net.add(name + ".relu6b", new Op.Clip(0, 6));
    net.convolution(name + ".project", filters, 1, 1);
    if (stride == 1 && filters == shortcut.channels()) {
      net.sum(name + ".sum", shortcut);
    }
  }
}
