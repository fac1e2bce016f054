package org.sparsevd.onnx.read;

import java.util.Arrays;
import org.sparsevd.model.Window;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.tensor.Shape;

/** Reads how a convolution or pooling slides: strides, dilations, pads, auto_pad, ceil_mode. */
final class Windows {
  private Windows() {}

  /**
   * The window of a node over an image.
   *
   * @param kernel height and width
   */
  static Window read(NodeView node, Shape image, int[] kernel) throws OnnxException {
    if (image.rank() != 3) {
      throw new OnnxException("takes [batch, channels, height, width], found [batch] + " + image);
    }
    int[] strides = pair(node, "strides");
    for (int stride : strides) {
      if (stride == 0) {
        throw new OnnxException("attribute 'strides' holds 0, expected at least 1");
      }
    }
    int[] dilations = pair(node, "dilations");
    int[] pads = pads(node, image, kernel, strides, dilations);
    return new Window(
        kernel[0],
        kernel[1],
        strides[0],
        strides[1],
        dilations[0],
        dilations[1],
        pads[0],
        pads[1],
        pads[2],
        pads[3]);
  }

  /** Height and width of a weight's kernel, which the node may state again. */
  static int[] kernel(NodeView node, Constant weight) throws OnnxException {
    int[] kernel = {weight.dims()[2], weight.dims()[3]};
    long[] declared = node.integers("kernel_shape");
    if (declared != null && !Arrays.equals(declared, new long[] {kernel[0], kernel[1]})) {
      throw new OnnxException(
          "attribute 'kernel_shape' is "
              + Arrays.toString(declared)
              + ", but the weight has "
              + Arrays.toString(kernel));
    }
    return kernel;
  }

  /** The same window with padding below and right so that {@code ceil_mode} loses nothing. */
  static Window ceiled(Window w, Shape image) {
    return w.withPadding(
        w.padTop(),
        w.padLeft(),
        w.padBottom()
            + missing(
                image.dim(1),
                w.kernelHeight(),
                w.strideHeight(),
                w.dilationHeight(),
                w.padTop(),
                w.padBottom()),
        w.padRight()
            + missing(
                image.dim(2),
                w.kernelWidth(),
                w.strideWidth(),
                w.dilationWidth(),
                w.padLeft(),
                w.padRight()));
  }

  /** The window over an image that holds the inner one's padding already. */
  static Window within(Window outer, Window inner) {
    return outer.withPadding(
        outer.padTop() - inner.padTop(),
        outer.padLeft() - inner.padLeft(),
        outer.padBottom() - inner.padBottom(),
        outer.padRight() - inner.padRight());
  }

  /** What the last stride lacks; nothing where the window that it adds would see only padding. */
  private static int missing(
      int extent, int kernel, int stride, int dilation, int before, int after) {
    long reach = (kernel - 1L) * dilation + 1;
    long rest = (long) extent + before + after - reach;
    long missing = (stride - rest % stride) % stride;
    long start = rest + missing;
    return rest < 0 || start >= (long) extent + before ? 0 : (int) missing;
  }

  private static int[] pads(
      NodeView node, Shape image, int[] kernel, int[] strides, int[] dilations)
      throws OnnxException {
    long[] given = node.integers("pads");
    String automatic = node.text("auto_pad", "NOTSET");
    if (automatic.equals("NOTSET")) {
      if (given == null) {
        return new int[4];
      }
      return integers("pads", given, 4);
    }
    if (given != null && Arrays.stream(given).anyMatch(pad -> pad != 0)) {
      throw new OnnxException("attributes 'pads' and 'auto_pad' exclude each other");
    }
    int[] pads = new int[4];
    switch (automatic) {
      case "VALID" -> {}
      case "SAME_UPPER", "SAME_LOWER" -> {
        for (int axis = 0; axis < 2; axis++) {
          int extent = image.dim(axis + 1);
          long outputs = (extent + (long) strides[axis] - 1) / strides[axis];
          long reach = (kernel[axis] - 1L) * dilations[axis] + 1;
          long total = Math.max(0, (outputs - 1) * strides[axis] + reach - extent);
          int small = toInt("pads", total / 2);
          int large = toInt("pads", total - total / 2);
          pads[axis] = automatic.equals("SAME_UPPER") ? small : large;
          pads[axis + 2] = automatic.equals("SAME_UPPER") ? large : small;
        }
      }
      default -> throw new OnnxException("attribute 'auto_pad' is '" + automatic + "'");
    }
    return pads;
  }

  private static int[] pair(NodeView node, String name) throws OnnxException {
    long[] given = node.integers(name);
    return given == null ? new int[] {1, 1} : integers(name, given, 2);
  }

  static int[] integers(String name, long[] values, int expected) throws OnnxException {
    if (values.length != expected) {
      throw new OnnxException(
          "attribute '" + name + "' has " + values.length + " values, expected " + expected);
    }
    int[] result = new int[expected];
    for (int i = 0; i < expected; i++) {
      result[i] = toInt(name, values[i]);
    }
    return result;
  }

  static int toInt(String name, long value) throws OnnxException {
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new OnnxException("attribute '" + name + "' holds " + value + ", expected 0 to 2^31-1");
    }
    return (int) value;
  }
}
