package org.sparsevd.trainer.recipe;

import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;

/** Networks with residual sums, for images [3, 32, 32]. */
final class Residual {
  private static final Shape IMAGES = Shape.of(3, 32, 32);

  private Residual() {}

  /**
   * ResNet-8 as MLPerf Tiny has it (Banbury et al. 2021): three blocks of 16, 32 and 64 filters
   * behind a convolution. Where a block halves the image, the row and column of zeros stand below
   * and on the right, and a convolution of 1x1 takes its input past it.
   */
  static Network resnet8(int classes) {
    NetworkBuilder net = Network.builder("resnet-8", IMAGES);
    net.conv2d(16, 3, 1).batchNorm().relu();
    int[] filters = {16, 32, 64};
    for (int i = 0; i < filters.length; i++) {
      int stride = i == 0 ? 1 : 2;
      int above = i == 0 ? 1 : 0;
      net.name("in" + i);
      net.conv2d(filters[i], window(3, stride, above, 1), 1).batchNorm().relu();
      net.conv2d(filters[i], 3, 1).batchNorm();
      join(net, i, filters[i], stride, false);
    }
    return net.globalAveragePool().flatten().dense(classes).build();
  }

  /**
   * ResNet-20 for CIFAR (He et al. 2016, section 4.2): three stages of three blocks, of 16, 32 and
   * 64 filters. Where a block halves the image, a normalised convolution of 1x1 takes its input
   * past it (their option B).
   */
  static Network resnet20(int classes) {
    NetworkBuilder net = Network.builder("resnet-20", IMAGES);
    net.conv2d(16, 3, 1).batchNorm().relu();
    for (int i = 0; i < 9; i++) {
      int filters = 16 << i / 3;
      int stride = i > 0 && i % 3 == 0 ? 2 : 1;
      net.name("in" + i);
      net.conv2d(filters, window(3, stride, 1, 1), 1).batchNorm().relu();
      net.conv2d(filters, 3, 1).batchNorm();
      join(net, i, filters, stride, true);
    }
    return net.globalAveragePool().flatten().dense(classes).build();
  }

  /** Adds what a block reads to what it puts out. */
  private static void join(
      NetworkBuilder net, int block, int filters, int stride, boolean normalised) {
    String read = "in" + block;
    if (stride > 1) {
      String past = "past" + block;
      net.name("out" + block);
      net.add(new LayerSpec.Conv2d(past, filters, window(1, stride, 0, 0), 1), read);
      if (normalised) {
        net.batchNorm();
      }
      net.sum("out" + block);
    } else {
      net.sum(read);
    }
    net.relu();
  }

  /**
   * MobileNetV2 (Sandler et al. 2018), narrow and for small images: blocks that widen by 1x1,
   * filter depthwise and narrow again, with a sum past them where shapes allow.
   */
  static Network mobileNetV2(int classes) {
    NetworkBuilder net = Network.builder("mobilenet-v2-cifar", IMAGES);
    LayerSpec relu6 = new LayerSpec.Pointwise(Function.CLAMP, 0, 6);
    net.conv2d(16, 3, 1).batchNorm().add(relu6);
    // Widening, filters, blocks, stride of the first.
    int[][] stages = {{1, 16, 1, 1}, {4, 24, 2, 1}, {4, 32, 2, 2}, {4, 64, 3, 2}, {4, 96, 1, 1}};
    int block = 0;
    int channels = 16;
    for (int[] stage : stages) {
      for (int i = 0; i < stage[2]; i++) {
        int stride = i == 0 ? stage[3] : 1;
        int wide = channels * stage[0];
        net.name("in" + block);
        if (stage[0] > 1) {
          net.conv2d(wide, 1, 0).batchNorm().add(relu6);
        }
        net.conv2d(wide, window(3, stride, 1, 1), wide).batchNorm().add(relu6);
        net.conv2d(stage[1], 1, 0).batchNorm();
        if (stride == 1 && channels == stage[1]) {
          net.sum("in" + block);
        }
        channels = stage[1];
        block++;
      }
    }
    net.conv2d(256, 1, 0).batchNorm().add(relu6);
    return net.globalAveragePool().flatten().dense(classes).build();
  }

  private static Window window(int kernel, int stride, int above, int below) {
    return new Window(kernel, kernel, stride, stride, 1, 1, above, above, below, below);
  }
}
