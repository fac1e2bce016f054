package org.sparsevd.onnx.lower;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.lower.term.Term;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;

/** Operators that bring elements to a common scale, or pool them by a norm. */
final class NormRules {
  private NormRules() {}

  static void register(Map<String, Rule> all) {
    all.put("LRN", Rule.single(NormRules::acrossChannels));
    all.put("InstanceNormalization", Rule.single(NormRules::instance));
    all.put("GroupNormalization", Rule.single(NormRules::group));
    all.put("MeanVarianceNormalization", Rule.single(NormRules::meanVariance));
    all.put("LpPool", Rule.single(NormRules::lpPool));
    all.put("GlobalLpPool", Rule.single(NormRules::globalLpPool));
  }

  private static Term binary(
      Call call, String suffix, Op.BinaryFunction function, Term first, Term second)
      throws OnnxException {
    return call.emit(suffix, new Op.Binary(function), first, second);
  }

  /**
   * {@code x / (bias + alpha / size * sum of squares)^beta} over neighbouring channels (Krizhevsky,
   * Sutskever and Hinton, NIPS 2012, section 3.3). The mean of squares is that of windows over an
   * image of channels by pixels.
   */
  private static Term acrossChannels(Call call) throws OnnxException {
    Shape in = call.shape(0);
    int size = Math.toIntExact(call.integer("size", 0));
    float alpha = call.real("alpha", 1e-4f);
    float beta = call.real("beta", 0.75f);
    float bias = call.real("bias", 1);
    if (size < 1 || in.rank() < 3) {
      throw new OnnxException("over " + size + " channels does not take " + in);
    }
    Term x = call.input(0);
    Term squares = binary(call, "_squares", Op.BinaryFunction.TIMES, x, x);
    Shape image = Shape.of(in.extent(0), Dim.of(1), in.extent(1), rest(in, 2));
    int before = (size - 1) / 2;
    Window window = new Window(size, 1, 1, 1, 1, 1, before, 0, size - 1 - before, 0);
    Term means = call.emit("_means", new Op.AvgPool2d(window, true), call.reshape(squares, image));
    Term scaled =
        binary(call, "_alpha", Op.BinaryFunction.TIMES, means, ElementRules.number(alpha));
    Term sum = binary(call, "_bias", Op.BinaryFunction.PLUS, scaled, ElementRules.number(bias));
    Term power = binary(call, "_beta", Op.BinaryFunction.POWER, sum, ElementRules.number(beta));
    return binary(call, "", Op.BinaryFunction.OVER, x, call.reshape(power, in));
  }

  /** The product of all extents from one on. */
  private static Dim rest(Shape shape, int from) {
    Dim product = Dim.of(1);
    for (int axis = from; axis < shape.rank(); axis++) {
      product = product.times(shape.extent(axis));
    }
    return product;
  }

  /** Each channel of each image (Ulyanov, Vedaldi and Lempitsky 2016). */
  private static Term instance(Call call) throws OnnxException {
    call.ignore("consumed_inputs");
    Shape in = call.shape(0);
    Shape lines = Shape.of(in.extent(0), in.extent(1), rest(in, 2));
    Term normal = normal(call, lines, call.real("epsilon", 1e-5f));
    return scaled(call, call.reshape(normal, in), in.extent(1), in.rank() - 2);
  }

  /** Groups of channels of each image (Wu and He, ECCV 2018); before set 21 scaled by group. */
  private static Term group(Call call) throws OnnxException {
    call.ignore("stash_type");
    Shape in = call.shape(0);
    Dim groups = Dim.of(call.integer("num_groups", 0));
    if (groups.number() < 1 || !in.extent(1).dividedBy(groups).times(groups).equals(in.extent(1))) {
      throw new OnnxException(groups + " groups of channels do not fit " + in);
    }
    Dim size = in.extent(1).dividedBy(groups).times(rest(in, 2));
    Term normal = normal(call, Shape.of(in.extent(0), groups, size), call.real("epsilon", 1e-5f));
    return call.opset() < 21
        ? call.reshape(scaled(call, normal, groups, 1), in)
        : scaled(call, call.reshape(normal, in), in.extent(1), in.rank() - 2);
  }

  private static Term normal(Call call, Shape lines, float epsilon) throws OnnxException {
    Term flat = call.reshape(call.input(0), lines);
    return call.emit("_normal", new Op.Normalise(2, true, epsilon), flat);
  }

  /** Times the second input, plus the third: both have a value for each element of axis 1. */
  private static Term scaled(Call call, Term normal, Dim count, int behind) throws OnnxException {
    Dim[] dims = new Dim[1 + behind];
    Arrays.fill(dims, Dim.of(1));
    dims[0] = count;
    Shape column = Shape.of(dims);
    Term scale = call.reshape(call.input(1), column);
    Term shift = call.reshape(call.input(2), column);
    Term scaled = binary(call, "_scaled", Op.BinaryFunction.TIMES, normal, scale);
    return binary(call, "", Op.BinaryFunction.PLUS, scaled, shift);
  }

  private static Term meanVariance(Call call) throws OnnxException {
    Shape in = call.shape(0);
    long[] stated = call.integers("axes");
    List<Integer> axes = new ArrayList<>();
    for (long axis : stated == null ? new long[] {0, 2, 3} : stated) {
      axes.add(Call.axis(axis, in.rank()));
    }
    axes.sort(null);
    Op average = new Op.Reduce(Op.Fold.MEAN, axes);
    Term mean = call.emit("_mean", average, call.input(0));
    Term centred = binary(call, "_centred", Op.BinaryFunction.MINUS, call.input(0), mean);
    Term squares = binary(call, "_squares", Op.BinaryFunction.TIMES, centred, centred);
    Term deviation =
        call.emit("_deviation", Op.Function.SQRT, call.emit("_variance", average, squares));
    // So that an axis of equal elements becomes zeros.
    Term safe =
        binary(call, "_safe", Op.BinaryFunction.PLUS, deviation, ElementRules.number(1e-9f));
    return binary(call, "", Op.BinaryFunction.OVER, centred, safe);
  }

  /** The root of a mean of powers, times the root of how many there are. */
  private static Term lpPool(Call call) throws OnnxException {
    Sliding sliding = Sliding.ofPooling(call, call.shape(0));
    if (sliding.isDeep()) {
      throw new OnnxException("takes lists or images of channels, found " + call.shape(0));
    }
    Window window = sliding.window();
    int p = exponent(call);
    Term powers = powers(call, p);
    Term means = sliding.apply(call, "_means", new Op.AvgPool2d(window, true), powers);
    float area = (float) window.kernelHeight() * window.kernelWidth();
    Term sums = binary(call, "_sums", Op.BinaryFunction.TIMES, means, ElementRules.number(area));
    return root(call, sums, p);
  }

  private static Term globalLpPool(Call call) throws OnnxException {
    List<Integer> axes = new ArrayList<>();
    for (int axis = 2; axis < call.shape(0).rank(); axis++) {
      axes.add(axis);
    }
    int p = exponent(call);
    if (p <= 2) {
      return call.emit(new Op.Reduce(p == 1 ? Op.Fold.L1 : Op.Fold.L2, axes), call.input(0));
    }
    return root(call, call.emit("_sums", new Op.Reduce(Op.Fold.SUM, axes), powers(call, p)), p);
  }

  private static int exponent(Call call) throws OnnxException {
    long p = call.integer("p", 2);
    if (p < 1 || p > Short.MAX_VALUE) {
      throw new OnnxException("attribute 'p' is " + p + ", expected 1 or more");
    }
    return (int) p;
  }

  private static Term powers(Call call, int p) throws OnnxException {
    Term sizes = call.emit("_sizes", Op.Function.ABS, call.input(0));
    return p == 1
        ? sizes
        : binary(call, "_powers", Op.BinaryFunction.POWER, sizes, ElementRules.number(p));
  }

  private static Term root(Call call, Term sums, int p) throws OnnxException {
    return switch (p) {
      case 1 -> sums;
      case 2 -> call.emit(Op.Function.SQRT, sums);
      default ->
          binary(call, "", Op.BinaryFunction.POWER, sums, ElementRules.number((float) (1.0 / p)));
    };
  }
}
