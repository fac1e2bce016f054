package org.sparsevd.onnx.lower;

import java.util.Arrays;
import java.util.Map;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.lower.term.Declarations;
import org.sparsevd.onnx.lower.term.Term;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/**
 * Operators that pick or mark elements by lists of indices. The indices must be known when the file
 * is read, but those of OneHot.
 */
final class IndexRules {
  private IndexRules() {}

  static void register(Map<String, Rule> all) {
    all.put("GatherElements", Rule.single(IndexRules::gatherElements));
    all.put("GatherND", Rule.single(IndexRules::gatherNd));
    all.put("Trilu", Rule.single(IndexRules::triangle));
    all.put("EyeLike", Rule.single(IndexRules::eyeLike));
    all.put("OneHot", Rule.single(IndexRules::oneHot));
    all.put("IsNaN", Rule.single(IndexRules::isNaN));
    all.put("IsInf", Rule.single(IndexRules::isInfinite));
    all.put(Rule.ML + "ArrayFeatureExtractor", Rule.single(IndexRules::extractFeatures));
    all.put(Rule.ML + "Scaler", Rule.single(IndexRules::scale));
    all.put(
        Rule.ML + "ZipMap",
        call -> {
          throw new OnnxException(
              "makes maps, which are no tensors; skl2onnx writes probabilities as a tensor with"
                  + " options={'zipmap': False}");
        });
  }

  /** The elements of a value at these places of its row-major order. */
  static Term picked(Call call, Term value, long[] places, Shape target) throws OnnxException {
    Shape flat = Shape.of(call.graph().shape(value).elements());
    Term chosen = Term.Wholes.of(ElementType.INT64, new int[] {places.length}, places);
    Term elements = call.reshape(value, flat);
    return call.reshape(call.emit("_picked", new Op.Gather(0), elements, chosen), target);
  }

  private static Term gatherElements(Call call) throws OnnxException {
    Shape data = call.shape(0);
    Shape picked = call.shape(1);
    long[] indices = call.numbers(1);
    int axis = Call.axis(call.integer("axis", 0), data.rank());
    if (picked.rank() != data.rank()) {
      throw new OnnxException("indices " + picked + " do not fit " + data);
    }
    return picked(call, call.input(0), places(indices, axis, data, picked), picked);
  }

  /** Places in data of elements that indices along an axis name, each at its own place else. */
  static long[] places(long[] indices, int axis, Shape data, Shape picked) throws OnnxException {
    int[] strides = data.strides();
    int[] over = picked.strides();
    long[] places = new long[indices.length];
    for (int i = 0; i < places.length; i++) {
      for (int a = 0; a < strides.length; a++) {
        long at = a == axis ? inside(indices[i], data.dim(a)) : i / over[a] % picked.dim(a);
        places[i] += inside(at, data.dim(a)) * strides[a];
      }
    }
    return places;
  }

  private static long inside(long index, int extent) throws OnnxException {
    if (index < -extent || index >= extent) {
      throw new OnnxException("index " + index + ", expected " + -extent + " to " + (extent - 1));
    }
    return index < 0 ? index + extent : index;
  }

  private static Term gatherNd(Call call) throws OnnxException {
    call.only("batch_dims", 0);
    Shape data = call.shape(0);
    Shape indices = call.shape(1);
    long[] stated = call.numbers(1);
    int axes = indices.dim(indices.rank() - 1);
    if (axes > data.rank()) {
      throw new OnnxException("lists of " + axes + " indices into " + data);
    }
    long[] places = new long[stated.length / axes];
    int leading = 1;
    for (int axis = 0; axis < axes; axis++) {
      int extent = data.dim(axis);
      leading = Math.multiplyExact(leading, extent);
      for (int i = 0; i < places.length; i++) {
        places[i] = places[i] * extent + inside(stated[i * axes + axis], extent);
      }
    }
    // What the lists leave may be free.
    Dim[] rows = new Dim[1 + data.rank() - axes];
    rows[0] = Dim.of(leading);
    for (int axis = axes; axis < data.rank(); axis++) {
      rows[1 + axis - axes] = data.extent(axis);
    }
    Term chosen = Term.Wholes.of(ElementType.INT64, new int[] {places.length}, places);
    Term all = call.reshape(call.input(0), Shape.of(rows));
    return call.reshape(
        call.emit("_picked", new Op.Gather(0), all, chosen), Tuples.target(indices, data, axes));
  }

  /**
   * Lists of indices, each of which names a run of elements.
   *
   * @param starts first element of each run
   * @param run elements of a run
   * @param axes that a list fixes
   */
  record Tuples(long[] starts, int run, int axes) {
    static Tuples of(Call call, Shape data) throws OnnxException {
      Shape indices = call.shape(1);
      long[] stated = call.numbers(1);
      int axes = indices.dim(indices.rank() - 1);
      if (axes > data.rank()) {
        throw new OnnxException("lists of " + axes + " indices into " + data);
      }
      int[] strides = data.strides();
      long[] starts = new long[stated.length / axes];
      for (int i = 0; i < stated.length; i++) {
        int axis = i % axes;
        starts[i / axes] += inside(stated[i], data.dim(axis)) * strides[axis];
      }
      int run = 1;
      for (int axis = axes; axis < data.rank(); axis++) {
        run *= data.dim(axis);
      }
      return new Tuples(starts, run, axes);
    }

    /** Dimensions of the lists, then those that they leave. */
    static Shape target(Shape indices, Shape data, int axes) {
      Dim[] dims = Arrays.copyOf(indices.extents(), indices.rank() - 1 + data.rank() - axes);
      for (int axis = axes; axis < data.rank(); axis++) {
        dims[indices.rank() - 1 + axis - axes] = data.extent(axis);
      }
      return Shape.of(dims);
    }
  }

  /** Zeros above, or below, a diagonal of the last two dimensions. */
  private static Term triangle(Call call) throws OnnxException {
    Term value = call.input(0);
    Shape in = call.graph().shape(value);
    boolean upper = call.flag("upper", true);
    long k = call.hasInput(1) ? call.numbers(1)[0] : 0;
    Term mask = triangle(call, in.extent(in.rank() - 2), in.extent(in.rank() - 1), k, upper);
    Term zero =
        value.type() == ElementType.FLOAT
            ? ElementRules.number(0)
            : Term.Wholes.of(value.type(), new int[0], new long[1]);
    return call.emit(new Op.Where(), mask, value, zero);
  }

  /** Which elements a triangle keeps. */
  private static Term triangle(Call call, Dim rows, Dim columns, long k, boolean upper)
      throws OnnxException {
    if (rows.isNumber() && columns.isNumber()) {
      int height = (int) rows.number();
      int width = (int) columns.number();
      call.graph().limit().take((long) height * width);
      long[] kept = new long[height * width];
      for (int i = 0; i < kept.length; i++) {
        long beyond = i % width - i / width - k;
        kept[i] = (upper ? beyond >= 0 : beyond <= 0) ? 1 : 0;
      }
      return Term.Wholes.of(ElementType.BOOL, new int[] {height, width}, kept);
    }
    Term down = call.reshape(call.graph().model().counting(rows), Shape.of(rows, Dim.of(1)));
    Term diagonal =
        call.emit("_diagonal", new Op.Binary(Op.BinaryFunction.PLUS), down, ElementRules.number(k));
    Op.BinaryFunction side =
        upper ? Op.BinaryFunction.GREATER_OR_EQUAL : Op.BinaryFunction.LESS_OR_EQUAL;
    return call.emit(
        "_triangle", new Op.Binary(side), call.graph().model().counting(columns), diagonal);
  }

  private static Term eyeLike(Call call) throws OnnxException {
    Shape in = call.shape(0);
    long k = call.integer("k", 0);
    ElementType type =
        call.has("dtype")
            ? Declarations.type("attribute 'dtype'", (int) call.integer("dtype", 1))
            : call.input(0).type();
    call.graph().limit().take(in.size());
    float[] values = new float[in.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % in.dim(1) - i / in.dim(1) == k ? 1 : 0;
    }
    Term eye = new Term.Floats(Constant.dense(in.toArray(), values));
    return type == ElementType.FLOAT ? eye : call.emit("_type", new Op.Cast(type), eye);
  }

  /** Of the last axis, by a list of any shape; a list of features gets a dimension in front. */
  private static Term extractFeatures(Call call) throws OnnxException {
    Term features = call.input(0);
    Shape in = call.graph().shape(features);
    Dim count = call.shape(1).elements();
    Term list = call.reshape(call.input(1), Shape.of(count));
    Term picked = call.emit(new Op.Gather(in.rank() - 1), features, list);
    return in.rank() > 1 ? picked : call.reshape(picked, Shape.of(Dim.of(1), count));
  }

  /** One number for all features, or one for each. */
  private static Term scale(Call call) throws OnnxException {
    Term moved =
        call.emit(
            "_moved",
            new Op.Binary(Op.BinaryFunction.MINUS),
            call.input(0),
            list(call.reals("offset")));
    return call.emit(new Op.Binary(Op.BinaryFunction.TIMES), moved, list(call.reals("scale")));
  }

  private static Term list(float[] values) {
    return new Term.Floats(Constant.dense(new int[] {values.length}, values));
  }

  private static Term oneHot(Call call) throws OnnxException {
    Term indices = call.input(0);
    Shape in = call.graph().shape(indices);
    long depth =
        call.input(1) instanceof Term.Floats
            ? (long) call.floats(1).values()[0]
            : call.numbers(1)[0];
    if (depth < 1 || depth > 1 << 20) {
      throw new OnnxException("a depth of " + depth + ", expected 1 to 2^20");
    }
    int axis = Call.axis(call.integer("axis", -1), in.rank() + 1);
    Dim[] dims = new Dim[in.rank() + 1];
    int[] list = new int[in.rank() + 1];
    Arrays.fill(list, 1);
    list[axis] = (int) depth;
    for (int a = 0; a < dims.length; a++) {
      dims[a] = a == axis ? Dim.of(1) : in.extent(a < axis ? a : a - 1);
    }
    if (indices.type() == ElementType.FLOAT) {
      indices = call.emit("_whole", new Op.Cast(ElementType.INT64), indices);
    }
    long[] places = new long[(int) depth];
    Arrays.setAll(places, i -> i);
    long[] negative = new long[places.length];
    Arrays.setAll(negative, i -> i - depth);
    Term wide = call.reshape(indices, Shape.of(dims));
    Term from0 = equal(call, "_hit", wide, Term.Wholes.of(indices.type(), list, places));
    Term from1 = equal(call, "_negative", wide, Term.Wholes.of(indices.type(), list, negative));
    Term hit = call.emit("_either", new Op.Binary(Op.BinaryFunction.OR), from0, from1);
    Term off = value(call, "_off", 0);
    return call.emit(new Op.Where(), hit, value(call, "_on", 1), off);
  }

  private static Term equal(Call call, String suffix, Term a, Term b) throws OnnxException {
    return call.emit(suffix, new Op.Binary(Op.BinaryFunction.EQUAL, true), a, b);
  }

  /** One of the two values of OneHot: off, on. */
  private static Term value(Call call, String suffix, int index) throws OnnxException {
    Term place = Term.Wholes.of(ElementType.INT64, new int[0], new long[] {index});
    return call.emit(suffix, new Op.Gather(0), call.input(2), place);
  }

  /** What is no number differs from itself. */
  private static Term isNaN(Call call) throws OnnxException {
    Term x = call.input(0);
    Term same = call.emit("_same", new Op.Binary(Op.BinaryFunction.EQUAL), x, x);
    Term no = Term.Wholes.of(ElementType.BOOL, new int[0], new long[1]);
    return call.emit(new Op.Binary(Op.BinaryFunction.EQUAL), same, no);
  }

  private static Term isInfinite(Call call) throws OnnxException {
    boolean above = call.flag("detect_positive", true);
    boolean below = call.flag("detect_negative", true);
    Term x = call.input(0);
    if (above && below) {
      x = call.emit("_size", Op.Function.ABS, x);
    }
    float wanted = above ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
    Term infinite =
        call.emit(
            "_infinite", new Op.Binary(Op.BinaryFunction.EQUAL), x, ElementRules.number(wanted));
    if (above || below) {
      return infinite;
    }
    throw new OnnxException("detects nothing");
  }
}
