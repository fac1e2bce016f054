package org.sparsevd.onnx.lower;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.lower.term.Term;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/** Operators with weights or windows. */
final class LayerRules {
  private LayerRules() {}

  static void register(Map<String, Rule> all) {
    all.put("MatMul", Rule.single(LayerRules::matMul));
    all.put("Gemm", Rule.single(LayerRules::gemm));
    all.put("Conv", Rule.single(LayerRules::conv));
    all.put("BatchNormalization", LayerRules::batchNorm);
    all.put("MaxPool", LayerRules::maxPool);
    all.put("AveragePool", Rule.single(LayerRules::averagePool));
    all.put("GlobalAveragePool", Rule.single(call -> global(call, Op.Fold.MEAN)));
    all.put("GlobalMaxPool", Rule.single(call -> global(call, Op.Fold.LARGEST)));
  }

  private static Term matMul(Call call) throws OnnxException {
    return matMul(call, "", call.input(0), call.input(1));
  }

  /** The product as ONNX and NumPy have it: lists are matrices of one row, or one column. */
  static Term matMul(Call call, String suffix, Term first, Term second) throws OnnxException {
    Shape left = call.graph().shape(first);
    Shape right = call.graph().shape(second);
    if (left.rank() == 0 || right.rank() == 0) {
      throw new OnnxException("does not take " + left + " and " + right);
    }
    Term a = left.rank() > 1 ? first : call.reshape(first, Shape.of(Dim.of(1), left.extent(0)));
    Term b = right.rank() > 1 ? second : call.reshape(second, Shape.of(right.extent(0), Dim.of(1)));
    Term product = product(call, suffix, a, b);
    Shape out = call.graph().shape(product);
    List<Integer> gone = new ArrayList<>();
    if (left.rank() == 1) {
      gone.add(out.rank() - 2);
    }
    if (right.rank() == 1) {
      gone.add(out.rank() - 1);
    }
    return gone.isEmpty() ? product : call.reshape(product, ShapeRules.without(out, gone));
  }

  /** The product of matrices; one matrix that is known becomes the weight of a layer. */
  static Term product(Call call, String suffix, Term a, Term b) throws OnnxException {
    LevelLayer whole = LevelLayer.of(call, a, b, 1);
    if (whole != null && whole.weight().rank() == 2) {
      Constant turned = whole.weight().transposed(call.graph().limit());
      return dense(call, whole, turned, null);
    }
    if (b instanceof Term.Floats weight && weight.dims().length == 2 && !a.isKnown()) {
      Tensor matrix =
          weight.constant().transposed(call.graph().limit()).toTensor(call.graph().limit());
      return call.emit(suffix, new Op.Dense(matrix, new float[matrix.rows()]), a);
    }
    return call.emit(suffix, new Op.MatMul(), a, b);
  }

  /** A layer of levels, with its rows first. */
  static Term dense(Call call, LevelLayer layer, Constant rows, float[] bias) throws OnnxException {
    Tensor weight = rows.toTensor(call.graph().limit());
    Term sums = call.emit(new Op.Dense(weight, layer.noBias()), layer.levels());
    return layer.real(call, sums, bias, 0);
  }

  private static Term gemm(Call call) throws OnnxException {
    float alpha = call.real("alpha", 1);
    float beta = call.real("beta", 1);
    Term a = call.flag("transA", false) ? swapped(call, "_a", call.input(0)) : call.input(0);
    boolean transB = call.flag("transB", false);
    long broadcast = call.integer("broadcast", 1);
    Term b = call.input(1);
    LevelLayer layer = alpha == 1 ? LevelLayer.of(call, a, b, transB ? 0 : 1) : null;
    if (layer != null && hasVector(call, layer.scales().length)) {
      Constant rows = transB ? layer.weight() : layer.weight().transposed(call.graph().limit());
      float[] bias = call.hasInput(2) ? bias(call, layer.scales().length, beta) : null;
      return dense(call, layer, rows, bias);
    }
    if (b instanceof Term.Floats weight && !a.isKnown()) {
      Constant matrix = weight.constant().times(alpha, call.graph().limit());
      matrix = transB ? matrix : matrix.transposed(call.graph().limit());
      Tensor tensor = matrix.toTensor(call.graph().limit());
      Term product = call.emit(new Op.Dense(tensor, bias(call, tensor.rows(), beta)), a);
      return hasVector(call, tensor.rows()) ? product : plus(call, product, beta);
    }
    Term product = call.emit("_product", new Op.MatMul(), a, transB ? swapped(call, "_b", b) : b);
    if (alpha != 1) {
      product = times(call, "_alpha", product, alpha);
    }
    return broadcast == 0 && !call.hasInput(2) ? product : plus(call, product, beta);
  }

  private static boolean hasVector(Call call, int rows) throws OnnxException {
    if (!call.hasInput(2)) {
      return true;
    }
    Term c = call.input(2);
    return c instanceof Term.Floats known
        && (known.constant().size() == 1
            || known.constant().size() == rows && known.dims()[known.dims().length - 1] == rows);
  }

  private static float[] bias(Call call, int rows, float beta) throws OnnxException {
    float[] bias = new float[rows];
    if (call.hasInput(2) && hasVector(call, rows)) {
      float[] stated =
          call.floats(2).times(beta, call.graph().limit()).spread(call.graph().limit());
      for (int i = 0; i < rows; i++) {
        bias[i] = stated[stated.length == 1 ? 0 : i];
      }
    }
    return bias;
  }

  private static Term plus(Call call, Term product, float beta) throws OnnxException {
    if (!call.hasInput(2)) {
      return product;
    }
    Term c = beta == 1 ? call.input(2) : times(call, "_beta", call.input(2), beta);
    return call.emit("_sum", new Op.Binary(Op.BinaryFunction.PLUS), product, c);
  }

  private static Term times(Call call, String suffix, Term value, float factor)
      throws OnnxException {
    return call.emit(
        suffix, new Op.Binary(Op.BinaryFunction.TIMES), value, ElementRules.number(factor));
  }

  private static Term swapped(Call call, String suffix, Term matrix) throws OnnxException {
    return call.emit(suffix, new Op.MoveAxes(List.of(1, 0)), matrix);
  }

  /** Lists become images of one row. */
  private static Term conv(Call call) throws OnnxException {
    Constant weight = call.floats(1);
    float[] bias = call.hasInput(2) ? call.floats(2).spread(call.graph().limit()) : null;
    LevelLayer layer = LevelLayer.of(call, call.input(0), call.input(1), 0);
    if (layer == null) {
      float[] added = bias == null ? new float[weight.dims()[0]] : bias;
      return conv(call, call.input(0), weight, added);
    }
    Term sums = conv(call, layer.levels(), layer.weight(), layer.noBias());
    return layer.real(call, sums, bias, weight.rank() - 2);
  }

  static Term conv(Call call, Term value, Constant weight, float[] bias) throws OnnxException {
    Shape in = call.graph().shape(value);
    int[] dims = weight.dims();
    if (dims.length != in.rank() || dims.length < 3 || dims.length > 5) {
      throw new OnnxException("weight " + weight.shape() + " does not fit " + in);
    }
    List<Dim> kernel = Arrays.stream(dims).skip(2).mapToObj(Dim::of).toList();
    Sliding sliding = Sliding.of(call, in, kernel);
    int groups = (int) call.integer("group", 1);
    Window window = sliding.window();
    if (sliding.isDeep()) {
      return deepConv(call, sliding, value, weight, bias, groups);
    }
    Tensor filters =
        weight
            .withDims(dims[0], dims[1], window.kernelHeight(), window.kernelWidth())
            .toTensor(call.graph().limit());
    Op op = new Op.Conv2d(filters, bias, window, groups);
    return sliding.apply(call, "", op, value);
  }

  /** The sum of convolutions of each layer under a window by that layer of the filters. */
  static Term deepConv(
      Call call, Sliding sliding, Term volume, Constant weight, float[] bias, int groups)
      throws OnnxException {
    int[] dims = weight.dims();
    float[] all = weight.spread(call.graph().limit());
    call.graph().limit().take(all.length);
    int area = dims[3] * dims[4];
    Shape shape = Shape.of(dims[0], dims[1], dims[3], dims[4]);
    Term images = sliding.images(call, volume, 0);
    List<Term> sums = new ArrayList<>();
    for (int layer = 0; layer < dims[2]; layer++) {
      float[] filters = new float[shape.size()];
      for (int i = 0; i < filters.length; i++) {
        filters[i] = all[(i / area * dims[2] + layer) * area + i % area];
      }
      float[] added = layer == 0 ? bias : new float[dims[0]];
      Op op = new Op.Conv2d(new DenseTensor(shape, filters), added, sliding.window(), groups);
      Term part = sliding.layer(call, images, layer);
      sums.add(call.emit("_filtered" + layer, op, part));
    }
    return sliding.volume(call, Op.BinaryFunction.PLUS, sums);
  }

  /** What an operator of images makes of each layer under a window, put together. */
  private static Term deepPool(
      Call call, Sliding sliding, Op op, float border, Op.BinaryFunction function)
      throws OnnxException {
    Term images = call.emit("_pooled", op, sliding.images(call, call.input(0), border));
    List<Term> layers = new ArrayList<>();
    for (int layer = 0; layer < sliding.layers(); layer++) {
      layers.add(sliding.layer(call, images, layer));
    }
    return sliding.volume(call, function, layers);
  }

  private static List<Term> maxPool(Call call) throws OnnxException {
    call.ignore("storage_order");
    if (call.needs(1)) {
      throw new OnnxException("output 2 (indices) is not supported");
    }
    Sliding sliding = Sliding.ofPooling(call, call.shape(0));
    Op op = new Op.MaxPool2d(sliding.window());
    float least = Float.NEGATIVE_INFINITY;
    return List.of(
        sliding.isDeep()
            ? deepPool(call, sliding, op, least, Op.BinaryFunction.MOST)
            : sliding.apply(call, op));
  }

  private static Term averagePool(Call call) throws OnnxException {
    boolean countPadding = call.flag("count_include_pad", false);
    Sliding sliding = Sliding.ofPooling(call, call.shape(0));
    if (countPadding && sliding.isCeiled() && sliding.isDeep()) {
      throw new OnnxException(
          "attributes 'ceil_mode' and 'count_include_pad' together are not supported of volumes");
    }
    if (countPadding && sliding.isCeiled()) {
      // What ceil_mode adds is not counted, padding is: zeros of the image itself stand for it.
      Op pool = new Op.AvgPool2d(sliding.withoutPads(), false);
      return sliding.apply(call, "", pool, sliding.padded(call));
    }
    Op op = new Op.AvgPool2d(sliding.window(), countPadding);
    if (!sliding.isDeep()) {
      return sliding.apply(call, op);
    }
    Term sums = deepPool(call, sliding, op, 0, Op.BinaryFunction.PLUS);
    int[] counts = sliding.counts();
    float[] shares = new float[counts.length];
    for (int i = 0; i < counts.length; i++) {
      if (!countPadding && counts[i] == 0) {
        throw new OnnxException("a window lies beside the volume");
      }
      shares[i] = 1f / (countPadding ? sliding.layers() : counts[i]);
    }
    Term each = new Term.Floats(Constant.dense(new int[] {counts.length, 1, 1}, shares));
    return call.emit("_mean", new Op.Binary(Op.BinaryFunction.TIMES), sums, each);
  }

  private static Term global(Call call, Op.Fold fold) throws OnnxException {
    List<Integer> axes = new ArrayList<>();
    for (int axis = 2; axis < call.shape(0).rank(); axis++) {
      axes.add(axis);
    }
    return call.emit(new Op.Reduce(fold, axes), call.input(0));
  }

  /** With the statistics that the file holds. */
  private static List<Term> batchNorm(Call call) throws OnnxException {
    call.ignore("momentum");
    call.ignore("consumed_inputs");
    call.ignore("is_test");
    call.only("spatial", 1);
    call.only("training_mode", 0);
    float epsilon = call.real("epsilon", 1e-5f);
    Shape in = call.shape(0);
    float[] scale = call.floats(1).toArray(call.graph().limit());
    float[] shift = call.floats(2).toArray(call.graph().limit());
    float[] mean = call.floats(3).toArray(call.graph().limit());
    float[] variance = call.floats(4).toArray(call.graph().limit());
    Op norm = new Op.BatchNorm(scale.clone(), shift.clone(), mean, variance, epsilon);
    for (int c = 0; c < scale.length; c++) {
      double factor = scale[c] / Math.sqrt((double) variance[c] + epsilon);
      shift[c] = (float) (shift[c] - mean[c] * factor);
      scale[c] = (float) factor;
    }
    int[] dims = new int[in.rank() - 1];
    Arrays.fill(dims, 1);
    dims[0] = scale.length;
    Term scaled =
        call.emit(
            "_scale",
            new Op.Binary(Op.BinaryFunction.TIMES),
            call.input(0),
            new Term.Floats(Constant.dense(dims, scale)));
    Term shifted =
        call.emit(
            new Op.Binary(Op.BinaryFunction.PLUS),
            scaled,
            new Term.Floats(Constant.dense(dims, shift)));
    call.stands(shifted, norm, call.input(0));
    return Collections.singletonList(shifted);
  }
}
