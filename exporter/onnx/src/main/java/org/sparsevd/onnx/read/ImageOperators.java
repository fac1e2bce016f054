package org.sparsevd.onnx.read;

import java.util.Arrays;
import java.util.Map;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.onnx.tensor.ImportLimit;
import org.sparsevd.onnx.tensor.Integers;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** Operators that make images larger. */
final class ImageOperators {
  private ImageOperators() {}

  static void register(Map<String, OperatorReader> all) {
    all.put("Pad", OperatorReader.of(ImageOperators::pad, "mode", "pads", "value"));
    all.put("Upsample", OperatorReader.of(ImageOperators::upsample, "mode"));
    all.put(
        "Resize",
        OperatorReader.of(
                ImageOperators::resize,
                "axes",
                "coordinate_transformation_mode",
                "cubic_coeff_a",
                "exclude_outside",
                "extrapolation_value",
                "mode",
                "nearest_mode")
            .only("antialias", 0)
            .only("keep_aspect_ratio_policy", "stretch"));
    all.put(
        "ConvTranspose",
        OperatorReader.of(
                ImageOperators::convTranspose,
                "dilations",
                "group",
                "kernel_shape",
                "output_padding",
                "pads",
                "strides")
            .only("auto_pad", "NOTSET"));
  }

  private static Value pad(NodeView node) throws OnnxException {
    Value.Activation in = node.activation(0);
    long[] given = node.has(1) ? node.integers(1) : node.integers("pads");
    if (given == null) {
      throw new OnnxException("attribute 'pads' is missing");
    }
    int rank = in.shape().rank() + 1;
    long[] pads = node.has(3) ? spread(given, node.integers(3), rank) : given;
    if (Arrays.stream(pads).allMatch(pad -> pad == 0)) {
      return in;
    }
    String mode = node.text("mode", "constant");
    if (!mode.equals("constant")) {
      throw OnnxException.unsupported(
          "attribute 'mode' is '" + mode + "', only 'constant' is supported");
    }
    boolean image = rank == 4 && pads.length == 8;
    if (!image || pads[0] != 0 || pads[1] != 0 || pads[4] != 0 || pads[5] != 0) {
      throw new OnnxException(
          "pads " + Arrays.toString(pads) + ": only height and width of images are supported");
    }
    float value = node.has(2) ? node.scalar(2) : node.real("value", 0);
    return node.emit(
        new Op.Pad2d(
            Windows.toInt("pads", pads[2]),
            Windows.toInt("pads", pads[3]),
            Windows.toInt("pads", pads[6]),
            Windows.toInt("pads", pads[7]),
            value),
        in);
  }

  /** Pads of some axes as pads of all. */
  private static long[] spread(long[] pads, long[] axes, int rank) throws OnnxException {
    long[] all = new long[2 * rank];
    if (pads.length % 2 != 0) {
      throw new OnnxException(pads.length + " pads, expected two for each axis");
    }
    int[] places = places(axes, pads.length / 2, rank);
    for (int i = 0; i < places.length; i++) {
      all[places[i]] = pads[i];
      all[places[i] + rank] = pads[i + places.length];
    }
    return all;
  }

  private static Value upsample(NodeView node) throws OnnxException {
    String mode = node.text("mode", "nearest");
    if (!mode.equals("nearest")) {
      throw OnnxException.unsupported(
          "attribute 'mode' is '" + mode + "', only 'nearest' is supported");
    }
    return enlarged(node, factors(node, 1));
  }

  private static Value resize(NodeView node) throws OnnxException {
    String mode = node.text("mode", "nearest");
    if (!mode.equals("nearest")) {
      throw OnnxException.unsupported(
          "attribute 'mode' is '" + mode + "', only 'nearest' is supported");
    }
    boolean first = node.opset() < 11;
    int[] factors = node.has(3) ? sizes(node) : factors(node, first ? 1 : 2);
    String transform = node.text("coordinate_transformation_mode", "half_pixel");
    String rounding = node.text("nearest_mode", "round_prefer_floor");
    for (int factor : factors) {
      if (!first && !repeats(transform, rounding, factor)) {
        throw new OnnxException(
            "attributes 'coordinate_transformation_mode' "
                + transform
                + " and 'nearest_mode' "
                + rounding
                + " do not repeat each pixel "
                + factor
                + " times");
      }
    }
    return enlarged(node, factors);
  }

  /** Whether resizing by a whole factor repeats each pixel as often. */
  private static boolean repeats(String transform, String rounding, int factor) {
    boolean floor = rounding.equals("floor");
    boolean rounds = rounding.startsWith("round_prefer_");
    return factor == 1
        || switch (transform) {
          case "asymmetric" -> floor || factor == 2 && rounding.equals("round_prefer_floor");
          case "half_pixel", "pytorch_half_pixel", "half_pixel_symmetric" -> rounds;
          default -> false;
        };
  }

  private static int[] factors(NodeView node, int input) throws OnnxException {
    Constant scales = node.floats(input);
    float[] values = overAxes(node, scales.toArray(node.budget()));
    boolean image = node.activation(0).shape().rank() == 3 && values.length == 4;
    for (int i = 0; image && i < 4; i++) {
      image = values[i] == (i < 2 ? 1 : Math.max(1, (int) values[i]));
    }
    if (!image) {
      throw new OnnxException(
          "scales "
              + Arrays.toString(values)
              + ": only whole ones of height and width are supported");
    }
    return new int[] {(int) values[2], (int) values[3]};
  }

  /** Scales of the axes that the node names, or of all, as scales of all. */
  private static float[] overAxes(NodeView node, float[] scales) throws OnnxException {
    long[] axes = node.integers("axes");
    if (axes == null) {
      return scales;
    }
    float[] all = new float[node.activation(0).shape().rank() + 1];
    Arrays.fill(all, 1);
    int[] places = places(axes, scales.length, all.length);
    for (int i = 0; i < places.length; i++) {
      all[places[i]] = scales[i];
    }
    return all;
  }

  /** The same of sizes; what is not named keeps its own. */
  private static long[] overAxes(NodeView node, long[] sizes) throws OnnxException {
    long[] axes = node.integers("axes");
    if (axes == null) {
      return sizes;
    }
    Shape in = node.activation(0).shape();
    long[] all = new long[in.rank() + 1];
    all[0] = Integers.BATCH;
    for (int axis = 1; axis < all.length; axis++) {
      all[axis] = in.dim(axis - 1);
    }
    int[] places = places(axes, sizes.length, all.length);
    for (int i = 0; i < places.length; i++) {
      all[places[i]] = sizes[i];
    }
    return all;
  }

  /** The axes counted from the front, as many as there are values for them. */
  private static int[] places(long[] axes, int values, int rank) throws OnnxException {
    if (values != axes.length) {
      throw new OnnxException(values + " values do not fit " + axes.length + " axes");
    }
    int[] places = new int[axes.length];
    for (int i = 0; i < axes.length; i++) {
      places[i] = ConstantMovements.fromFront("axis", axes[i], rank, "dimensions");
    }
    return places;
  }

  private static int[] sizes(NodeView node) throws OnnxException {
    Shape in = node.activation(0).shape();
    long[] sizes = overAxes(node, node.extents(3));
    boolean image = in.rank() == 3 && sizes.length == 4 && sizes[1] == in.dim(0);
    for (int i = 2; image && i < 4; i++) {
      image = sizes[i] > 0 && sizes[i] <= Integer.MAX_VALUE && sizes[i] % in.dim(i - 1) == 0;
    }
    if (!image) {
      throw new OnnxException(
          "sizes "
              + Integers.text(sizes)
              + " of [batch] + "
              + in
              + ": only multiples of height and width are supported");
    }
    return new int[] {(int) sizes[2] / in.dim(1), (int) sizes[3] / in.dim(2)};
  }

  private static Value enlarged(NodeView node, int[] factors) throws OnnxException {
    Value.Activation in = node.activation(0);
    return factors[0] == 1 && factors[1] == 1
        ? in
        : node.emit(new Op.Upsample2d(factors[0], factors[1], false), in);
  }

  /**
   * A transposed convolution is a convolution with the flipped kernel over the image with zeros
   * between its pixels (Dumoulin and Visin, 2016, section 4.5).
   */
  private static Value convTranspose(NodeView node) throws OnnxException {
    Value.Activation in = node.activation(0);
    Constant weight = node.floats(1);
    if (weight.rank() != 4 || in.shape().rank() != 3 || weight.dims()[0] != in.shape().dim(0)) {
      throw new OnnxException(
          "the weight has shape "
              + weight.shape()
              + ", expected [inputs, outputs, height, width] for [batch] + "
              + in.shape());
    }
    int groups = Windows.toInt("group", node.integer("group", 1));
    if (groups < 1 || weight.dims()[0] % groups != 0) {
      throw new OnnxException(
          "attribute 'group' is " + groups + " for " + weight.dims()[0] + " channels");
    }
    int[] kernel = Windows.kernel(node, weight);
    Window stated = Windows.read(node, in.shape(), kernel);
    long[] more = node.integers("output_padding");
    int[] added = more == null ? new int[2] : Windows.integers("output_padding", more, 2);
    Window window = over(stated, added);
    Value.Activation spread = in;
    boolean alone = isOne(weight, groups) && !node.has(2) && !window.isPadded();
    if (stated.strideHeight() > 1 || stated.strideWidth() > 1 || alone) {
      Op zeros = new Op.Upsample2d(stated.strideHeight(), stated.strideWidth(), true);
      spread = node.emit(alone ? "" : ".spread", zeros, in);
    }
    if (alone) {
      return spread;
    }
    int outputs = weight.dims()[1] * groups;
    node.budget().take(outputs);
    float[] bias = node.has(2) ? node.vector(2, outputs) : new float[outputs];
    DenseTensor flipped = flipped(weight, groups, node.budget());
    return node.emit(new Op.Conv2d(flipped, bias, window, groups), spread);
  }

  /** Whether each channel is multiplied by 1, and nothing else: our own way to write zeros. */
  private static boolean isOne(Constant weight, int groups) {
    if (groups != weight.dims()[0] || weight.size() != groups || weight.isSparse()) {
      return false;
    }
    for (float value : weight.values()) {
      if (value != 1) {
        return false;
      }
    }
    return true;
  }

  /** The window that slides over the image with zeros, {@code stride} times as large. */
  private static Window over(Window w, int[] added) throws OnnxException {
    long reachHeight = (w.kernelHeight() - 1L) * w.dilationHeight();
    long reachWidth = (w.kernelWidth() - 1L) * w.dilationWidth();
    long[] pads = {
      reachHeight - w.padTop(),
      reachWidth - w.padLeft(),
      reachHeight + 1 - w.strideHeight() - w.padBottom() + added[0],
      reachWidth + 1 - w.strideWidth() - w.padRight() + added[1]
    };
    for (long pad : pads) {
      if (pad < 0 || pad > Integer.MAX_VALUE) {
        throw new OnnxException(
            "strides, pads and kernel leave "
                + pad
                + " rows or columns at a side: only those that cut nothing off are supported");
      }
    }
    return new Window(
        w.kernelHeight(),
        w.kernelWidth(),
        1,
        1,
        w.dilationHeight(),
        w.dilationWidth(),
        (int) pads[0],
        (int) pads[1],
        (int) pads[2],
        (int) pads[3]);
  }

  /** From {@code [inputs, outputs / groups, h, w]} to {@code [outputs, inputs / groups, h, w]}. */
  private static DenseTensor flipped(Constant weight, int groups, ImportLimit budget)
      throws OnnxException {
    int inputs = weight.dims()[0] / groups;
    int outputs = weight.dims()[1];
    int area = weight.dims()[2] * weight.dims()[3];
    float[] from = weight.spread(budget);
    budget.take(from.length);
    float[] to = new float[from.length];
    for (int i = 0; i < to.length; i++) {
      int row = i / area;
      int output = row / inputs;
      int input = output / outputs * inputs + row % inputs;
      to[i] = from[(input * outputs + output % outputs) * area + area - 1 - i % area];
    }
    Shape shape = Shape.of(outputs * groups, inputs, weight.dims()[2], weight.dims()[3]);
    return new DenseTensor(shape, to);
  }
}
