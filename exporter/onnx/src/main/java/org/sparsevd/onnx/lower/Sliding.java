package org.sparsevd.onnx.lower;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.lower.term.Term;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;

/**
 * How a window slides over images or, as images of one row, over lists: strides, dilations, pads,
 * {@code auto_pad}, {@code ceil_mode}. Over volumes it slides as over images, layer by layer.
 */
final class Sliding {
  /** Axes of an image, and of a volume. */
  private static final int AXES = 2;

  private static final int MOST_AXES = 3;

  /** Each layer under a window becomes a few nodes. */
  private static final int MOST_LAYERS = 64;

  private final Shape in;
  private final Window window;
  private final Depth depth;

  /** What {@code ceil_mode} adds behind the last element along depth, height and width. */
  private final int[] added;

  /** Along the first axis of a volume. */
  private record Depth(int size, int stride, int dilation, int before, int after) {}

  private Sliding(Shape in, Window window, Depth depth, int[] added) {
    this.in = in;
    this.window = window;
    this.depth = depth;
    this.added = added;
  }

  boolean isDeep() {
    return depth != null;
  }

  /** Layers of a volume under one window. */
  int layers() {
    return depth.size;
  }

  Window window() {
    return window;
  }

  /** Whether padding was added at the end so that the last elements count. */
  boolean isCeiled() {
    return Arrays.stream(added).sum() > 0;
  }

  /** The window over a value that has the stated padding already. */
  Window withoutPads() {
    return window.withPadding(0, 0, added[1], added[2]);
  }

  /** The first input, no volume, with the stated padding as zeros of its own. */
  Term padded(Call call) throws OnnxException {
    int[] before = {window.padTop(), window.padLeft()};
    int[] after = {window.padBottom() - added[1], window.padRight() - added[2]};
    if (before[0] + before[1] + after[0] + after[1] == 0) {
      return call.input(0);
    }
    int axes = in.rank() - 2;
    List<Dim> first = new ArrayList<>(List.of(Dim.of(0), Dim.of(0)));
    List<Dim> last = new ArrayList<>(first);
    for (int axis = AXES - axes; axis < AXES; axis++) {
      first.add(Dim.of(before[axis]));
      last.add(Dim.of(after[axis]));
    }
    return call.emit("_padded", new Op.Pad(first, last, Op.Border.CONSTANT, 0), call.input(0));
  }

  static Sliding ofPooling(Call call, Shape in) throws OnnxException {
    long[] kernel = call.integers("kernel_shape");
    if (kernel == null) {
      throw new OnnxException("attribute 'kernel_shape' is missing");
    }
    return of(call, in, Arrays.stream(kernel).mapToObj(Dim::of).toList());
  }

  static Sliding of(Call call, Shape in, List<Dim> kernel) throws OnnxException {
    int axes = in.rank() - 2;
    if (axes < 1 || axes > MOST_AXES || kernel.size() != axes) {
      throw new OnnxException("takes lists, images or volumes of channels, found " + in);
    }
    long[] stated = call.integers("kernel_shape");
    if (stated != null && !Arrays.stream(stated).mapToObj(Dim::of).toList().equals(kernel)) {
      throw new OnnxException(
          "attribute 'kernel_shape' is "
              + Arrays.toString(stated)
              + ", but the weight has "
              + kernel);
    }
    int[] size = new int[MOST_AXES];
    int[] strides = spread(call.integers("strides"), axes, "strides");
    int[] dilations = spread(call.integers("dilations"), axes, "dilations");
    int[] pads = new int[2 * MOST_AXES];
    boolean ceil = call.flag("ceil_mode", false);
    String auto = call.text("auto_pad", "NOTSET");
    long[] given = call.integers("pads");
    if (given != null && given.length != 2 * axes) {
      throw new OnnxException("attribute 'pads' is " + Arrays.toString(given));
    }
    Arrays.fill(size, 1);
    int[] added = new int[MOST_AXES];
    for (int i = 0; i < axes; i++) {
      int axis = MOST_AXES - axes + i;
      size[axis] = Math.toIntExact(kernel.get(i).number());
      int reach = (size[axis] - 1) * dilations[axis] + 1;
      Dim extent = in.extent(2 + i);
      switch (auto) {
        case "NOTSET" -> {
          pads[axis] = given == null ? 0 : Math.toIntExact(given[i]);
          pads[axis + MOST_AXES] = given == null ? 0 : Math.toIntExact(given[i + axes]);
        }
        case "VALID" -> {}
        case "SAME_UPPER", "SAME_LOWER" -> {
          int all = same(extent, reach, strides[axis]);
          int more = all - all / 2;
          pads[axis] = auto.equals("SAME_UPPER") ? all / 2 : more;
          pads[axis + MOST_AXES] = all - pads[axis];
        }
        default -> throw new OnnxException("attribute 'auto_pad' is '" + auto + "'");
      }
      if (ceil && !auto.startsWith("SAME")) {
        int missing = missing(extent, reach, strides[axis], pads[axis], pads[axis + MOST_AXES]);
        pads[axis + MOST_AXES] += missing;
        added[axis] = missing;
      }
    }
    Window window =
        new Window(
            size[1],
            size[2],
            strides[1],
            strides[2],
            dilations[1],
            dilations[2],
            pads[1],
            pads[2],
            pads[1 + MOST_AXES],
            pads[2 + MOST_AXES]);
    Depth depth = new Depth(size[0], strides[0], dilations[0], pads[0], pads[MOST_AXES]);
    return new Sliding(in, window, axes == MOST_AXES ? depth(in, depth) : null, added);
  }

  private static Depth depth(Shape in, Depth depth) throws OnnxException {
    boolean fits =
        depth.size > 0
            && depth.stride > 0
            && depth.dilation > 0
            && depth.size <= MOST_LAYERS
            && depth.before >= 0
            && depth.after >= 0
            && in.extent(2).isNumber()
            && Math.max(depth.before, depth.after) <= MOST_LAYERS;
    if (!fits) {
      throw new OnnxException(
          "the depth of volumes must be known, and windows and pads along it must be 1 to "
              + MOST_LAYERS
              + ", found "
              + depth
              + " over "
              + in);
    }
    return depth;
  }

  private static int[] spread(long[] stated, int axes, String name) throws OnnxException {
    int[] spread = {1, 1, 1};
    if (stated != null && stated.length != axes) {
      throw new OnnxException(
          "attribute '" + name + "' has " + stated.length + " values, expected " + axes);
    }
    for (int i = 0; stated != null && i < axes; i++) {
      if (stated[i] < 1 || stated[i] > Integer.MAX_VALUE) {
        throw new OnnxException(
            "attribute '" + name + "' holds " + stated[i] + ", expected at least 1");
      }
      spread[MOST_AXES - axes + i] = (int) stated[i];
    }
    return spread;
  }

  /** Padding with which there are as many windows as strides, begun ones included. */
  private static int same(Dim extent, int reach, int stride) throws OnnxException {
    if (!extent.isNumber()) {
      if (stride == 1) {
        return reach - 1;
      }
      throw new OnnxException(
          "attribute 'auto_pad' needs the image's extents; --input-shape fixes them");
    }
    long windows = (extent.number() + stride - 1) / stride;
    return (int) Math.max(0, (windows - 1) * stride + reach - extent.number());
  }

  /** Elements that the last, begun window lacks; a window that begins in the padding is none. */
  private static int missing(Dim extent, int reach, int stride, int before, int after)
      throws OnnxException {
    if (stride == 1) {
      return 0;
    }
    if (!extent.isNumber()) {
      throw new OnnxException(
          "attribute 'ceil_mode' needs the image's extents; --input-shape fixes them");
    }
    long length = extent.number() + before + after;
    long windows = (length - reach + stride - 1) / stride + 1;
    if ((windows - 1) * stride >= extent.number() + before) {
      windows--;
    }
    return (int) Math.max(0, (windows - 1) * stride + reach - length);
  }

  /** The operator over the node's first input. */
  Term apply(Call call, Op op) throws OnnxException {
    return apply(call, "", op, call.input(0));
  }

  /** The operator over a value of the first input's rank. */
  Term apply(Call call, String suffix, Op op, Term value) throws OnnxException {
    if (in.rank() == 2 + AXES) {
      return call.emit(suffix, op, value);
    }
    List<Dim> image = new ArrayList<>(List.of(call.graph().shape(value).extents()));
    image.add(2, Dim.of(1));
    Term one = call.reshape(value, Shape.of(image.toArray(new Dim[0])));
    Term result = call.emit(suffix, op, one);
    return call.reshape(result, ShapeRules.without(call.graph().shape(result), List.of(2)));
  }

  /**
   * A window that goes over a volume in single steps.
   *
   * @param in the volume's shape
   * @param window over its images
   * @param size layers under it, which are so many layers apart
   * @param before layers of zeros before the volume; negative where layers are cut
   * @param after likewise behind it
   */
  static Sliding overVolume(
      Shape in, Window window, int size, int dilation, int before, int after) {
    return new Sliding(in, window, new Depth(size, 1, dilation, before, after), new int[MOST_AXES]);
  }

  /** A volume {@code [batch, channels, depth, ...]} as images, its depth padded. */
  Term images(Call call, Term volume, float border) throws OnnxException {
    List<Dim> before = new ArrayList<>(Collections.nCopies(in.rank(), Dim.of(0)));
    List<Dim> after = new ArrayList<>(before);
    before.set(2, Dim.of(depth.before));
    after.set(2, Dim.of(depth.after));
    Term padded = volume;
    if (depth.before != 0 || depth.after != 0) {
      Op pad = new Op.Pad(before, after, Op.Border.CONSTANT, border);
      padded = call.emit("_padded", pad, padded);
    }
    return call.emit("_layers", new Op.MoveAxes(List.of(0, 2, 1, 3, 4)), padded);
  }

  /** Of images the one under each window that is this many layers behind its first. */
  Term layer(Call call, Term images, int layer) throws OnnxException {
    Dim[] starts = new Dim[in.rank()];
    Arrays.fill(starts, Dim.of(0));
    starts[1] = Dim.of((long) layer * depth.dilation);
    Dim[] sizes = call.graph().shape(images).extents();
    sizes[1] = Dim.of(windows());
    Integer[] steps = {1, depth.stride, 1, 1, 1};
    Op slice = new Op.Slice(List.of(starts), List.of(sizes), List.of(steps));
    return call.emit("_layer" + layer, slice, images);
  }

  private int windows() {
    long reach = (depth.size - 1L) * depth.dilation + 1;
    long length = (long) in.dim(2) + depth.before + depth.after;
    return length < reach ? 0 : (int) ((length - reach) / depth.stride + 1);
  }

  /** For each window along the depth, how many layers of the volume are under it. */
  int[] counts() {
    int[] counts = new int[windows()];
    for (int i = 0; i < counts.length; i++) {
      for (int k = 0; k < depth.size; k++) {
        int at = i * depth.stride + k * depth.dilation - depth.before;
        counts[i] += at >= 0 && at < in.dim(2) ? 1 : 0;
      }
    }
    return counts;
  }

  /** What was made of each layer, put together, as a volume again. */
  Term volume(Call call, Op.BinaryFunction function, List<Term> layers) throws OnnxException {
    Term all = layers.get(0);
    for (Term layer : layers.subList(1, layers.size())) {
      all = call.emit("_joined", new Op.Binary(function), all, layer);
    }
    return call.emit("_volume", new Op.MoveAxes(List.of(0, 2, 1, 3, 4)), all);
  }
}
