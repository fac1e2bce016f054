package org.sparsevd.onnx.lower;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;

/**
 * How a window slides over images or, as images of one row, over lists: strides, dilations, pads,
 * {@code auto_pad}, {@code ceil_mode}.
 */
final class Sliding {
  private static final int AXES = 2;

  private final Shape in;
  private final Window window;
  private final boolean ceiled;

  private Sliding(Shape in, Window window, boolean ceiled) {
    this.in = in;
    this.window = window;
    this.ceiled = ceiled;
  }

  Window window() {
    return window;
  }

  /** Whether padding was added at the end so that the last elements count. */
  boolean isCeiled() {
    return ceiled;
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
    if (axes < 1 || axes > AXES || kernel.size() != axes) {
      throw new OnnxException("takes images or lists of channels, found " + in);
    }
    long[] stated = call.integers("kernel_shape");
    if (stated != null && !Arrays.stream(stated).mapToObj(Dim::of).toList().equals(kernel)) {
      throw new OnnxException("attribute 'kernel_shape' does not fit the weight");
    }
    int[] size = new int[AXES];
    int[] strides = spread(call.integers("strides"), axes, "strides");
    int[] dilations = spread(call.integers("dilations"), axes, "dilations");
    int[] pads = new int[2 * AXES];
    boolean ceil = call.flag("ceil_mode", false);
    String auto = call.text("auto_pad", "NOTSET");
    long[] given = call.integers("pads");
    if (given != null && given.length != 2 * axes) {
      throw new OnnxException("attribute 'pads' is " + Arrays.toString(given));
    }
    Arrays.fill(size, 1);
    boolean added = false;
    for (int i = 0; i < axes; i++) {
      int axis = AXES - axes + i;
      size[axis] = Math.toIntExact(kernel.get(i).number());
      int reach = (size[axis] - 1) * dilations[axis] + 1;
      Dim extent = in.extent(2 + i);
      switch (auto) {
        case "NOTSET" -> {
          pads[axis] = given == null ? 0 : Math.toIntExact(given[i]);
          pads[axis + AXES] = given == null ? 0 : Math.toIntExact(given[i + axes]);
        }
        case "VALID" -> {}
        case "SAME_UPPER", "SAME_LOWER" -> {
          int all = same(extent, reach, strides[axis]);
          int more = all - all / 2;
          pads[axis] = auto.equals("SAME_UPPER") ? all / 2 : more;
          pads[axis + AXES] = all - pads[axis];
        }
        default -> throw new OnnxException("attribute 'auto_pad' is '" + auto + "'");
      }
      if (ceil && !auto.startsWith("SAME")) {
        int missing = missing(extent, reach, strides[axis], pads[axis], pads[axis + AXES]);
        pads[axis + AXES] += missing;
        added |= missing > 0;
      }
    }
    Window window =
        new Window(
            size[0],
            size[1],
            strides[0],
            strides[1],
            dilations[0],
            dilations[1],
            pads[0],
            pads[1],
            pads[2],
            pads[3]);
    return new Sliding(in, window, added);
  }

  private static int[] spread(long[] stated, int axes, String name) throws OnnxException {
    int[] spread = {1, 1};
    if (stated != null && stated.length != axes) {
      throw new OnnxException("attribute '" + name + "' is " + Arrays.toString(stated));
    }
    for (int i = 0; stated != null && i < axes; i++) {
      spread[AXES - axes + i] = Math.toIntExact(stated[i]);
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

  /** The operator over a value of the first input's shape. */
  Term apply(Call call, String suffix, Op op, Term value) throws OnnxException {
    if (in.rank() == 2 + AXES) {
      return call.emit(suffix, op, value);
    }
    List<Dim> image = new ArrayList<>(List.of(in.extents()));
    image.add(2, Dim.of(1));
    Term one = call.reshape(value, Shape.of(image.toArray(new Dim[0])));
    Term result = call.emit(suffix, op, one);
    return call.reshape(result, ShapeRules.without(call.graph().shape(result), List.of(2)));
  }
}
