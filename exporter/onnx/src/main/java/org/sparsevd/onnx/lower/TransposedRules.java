package org.sparsevd.onnx.lower;

import java.util.ArrayList;
import java.util.Arrays;
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

/**
 * A transposed convolution is a convolution with the turned kernel over the image with zeros
 * between its pixels (Dumoulin and Visin, 2016, section 4.5).
 */
final class TransposedRules {
  /** Of volumes; images and lists have fewer. */
  private static final int AXES = 3;

  private TransposedRules() {}

  static void register(Map<String, Rule> all) {
    all.put("ConvTranspose", Rule.single(TransposedRules::convTranspose));
  }

  /** How far the kernel reaches beyond the spread image on both sides; negative where it cuts. */
  private record Reach(int[] strides, int[] dilations, int[] before, int[] after) {}

  /** Lists become images of one row. */
  private static Term convTranspose(Call call) throws OnnxException {
    Shape in = call.shape(0);
    Constant weight = call.floats(1);
    int axes = in.rank() - 2;
    if (axes < 1 || axes > AXES || weight.rank() != in.rank()) {
      throw new OnnxException(
          "takes lists, images or volumes of channels, found "
              + in
              + " and weight "
              + weight.shape());
    }
    long groups = call.integer("group", 1);
    int[] dims = {weight.dims()[0], weight.dims()[1], 1, 1, 1};
    Dim[] image = {in.extent(0), in.extent(1), Dim.of(1), Dim.of(1), Dim.of(1)};
    for (int i = 0; i < axes; i++) {
      dims[dims.length - axes + i] = weight.dims()[2 + i];
      image[image.length - axes + i] = in.extent(2 + i);
    }
    if (!in.extent(1).equals(Dim.of(dims[0])) || groups < 1 || dims[0] % groups != 0) {
      throw new OnnxException(
          "weight " + weight.shape() + " of " + groups + " groups does not fit " + in);
    }
    Reach reach = reach(call, in, axes, dims);
    Term deep = deepened(call, image, reach.strides[0]);
    Dim[] flat = {image[0], image[1].times(image[2]), image[3], image[4]};
    Term spread = spread(call, call.reshape(deep, Shape.of(flat)), flat, reach);
    int outputs = Math.toIntExact(dims[1] * groups);
    float[] bias = new float[outputs];
    if (call.hasInput(2)) {
      bias = call.floats(2).spread(call.graph().limit());
    }
    float[] turned = turned(call, weight, dims, (int) groups);
    int inputs = dims[0] / (int) groups;
    Window window = window(dims, reach);
    if (axes == AXES) {
      int[] kernel = {outputs, inputs, dims[2], dims[3], dims[4]};
      Constant filters = Constant.dense(kernel, turned);
      return overVolume(call, spread, image, reach, window, filters, bias);
    }
    DenseTensor filters = new DenseTensor(Shape.of(outputs, inputs, dims[3], dims[4]), turned);
    Term result = call.emit(new Op.Conv2d(filters, bias, window, (int) groups), spread);
    Shape out = call.graph().shape(result);
    return axes == 2 ? result : call.reshape(result, ShapeRules.without(out, List.of(2)));
  }

  /** The convolution of a volume whose layers stand beside each other as channels. */
  private static Term overVolume(
      Call call,
      Term layers,
      Dim[] image,
      Reach reach,
      Window window,
      Constant filters,
      float[] bias)
      throws OnnxException {
    Dim[] wide = call.graph().shape(layers).extents();
    Shape volume = Shape.of(image[0], image[1], image[2], wide[2], wide[3]);
    int depth = filters.dims()[2];
    int after = reach.after[0] - (reach.strides[0] - 1);
    Sliding sliding =
        Sliding.overVolume(volume, window, depth, reach.dilations[0], reach.before[0], after);
    int groups = (int) image[1].number() / filters.dims()[1];
    return LayerRules.deepConv(call, sliding, call.reshape(layers, volume), filters, bias, groups);
  }

  /** Layers of zeros behind each layer of a volume, whose depth grows. */
  private static Term deepened(Call call, Dim[] volume, int stride) throws OnnxException {
    if (!volume[2].isNumber()) {
      throw new OnnxException("the depth of volumes must be known; --input-shape fixes it");
    }
    if (stride == 1) {
      return call.input(0);
    }
    Dim[] apart = {volume[0], volume[1], volume[2], Dim.of(1), volume[3], volume[4]};
    Term layers = call.reshape(call.input(0), Shape.of(apart));
    int[] zeros = {0, 0, 0, stride - 1, 0, 0};
    Term wide = pad(call, "_layers", layers, new int[6], zeros);
    volume[2] = volume[2].times(stride);
    return call.reshape(wide, Shape.of(volume));
  }

  private static Reach reach(Call call, Shape in, int axes, int[] weight) throws OnnxException {
    long[] kernel = call.integers("kernel_shape");
    long[] strides = list(call, "strides", axes, 1);
    long[] dilations = list(call, "dilations", axes, 1);
    long[] added = list(call, "output_padding", axes, 0);
    long[] pads = list(call, "pads", 2 * axes, 0);
    long[] target = call.integers("output_shape");
    String auto = call.text("auto_pad", "NOTSET");
    if (!List.of("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER").contains(auto)) {
      throw new OnnxException("attribute 'auto_pad' is '" + auto + "'");
    }
    if (target != null && target.length != axes) {
      throw new OnnxException("attribute 'output_shape' is " + Arrays.toString(target));
    }
    Reach reach = new Reach(new int[] {1, 1, 1}, new int[] {1, 1, 1}, new int[AXES], new int[AXES]);
    for (int i = 0; i < axes; i++) {
      int axis = AXES - axes + i;
      int size = weight[2 + axis];
      if (kernel != null && (kernel.length != axes || kernel[i] != size)) {
        throw new OnnxException("attribute 'kernel_shape' does not fit the weight");
      }
      long wide = Math.multiplyExact(size - 1L, dilations[i]);
      long begin = pads[i];
      long end = pads[i + axes];
      if (target != null || auto.startsWith("SAME")) {
        long stride = strides[i];
        // What the image exceeds its target by; both are the same function of a free extent.
        long excess =
            target == null
                ? added[i] + wide + 1 - stride
                : stride * (in.extent(2 + i).number() - 1) + added[i] + wide + 1 - target[i];
        if (target == null && excess < 0) {
          throw new OnnxException(
              "attribute 'auto_pad' of a kernel that strides leave gaps beside is not supported");
        }
        long cut = Math.max(0, excess);
        begin = auto.equals("SAME_UPPER") ? cut / 2 : cut - cut / 2;
        end = excess < 0 ? excess : cut - begin;
      } else if (auto.equals("VALID")) {
        begin = 0;
        end = 0;
      }
      reach.strides[axis] = Math.toIntExact(strides[i]);
      reach.dilations[axis] = Math.toIntExact(dilations[i]);
      reach.before[axis] = Math.toIntExact(wide - begin);
      reach.after[axis] = Math.toIntExact(wide - end + added[i]);
    }
    return reach;
  }

  private static long[] list(Call call, String name, int count, long standard)
      throws OnnxException {
    long[] stated = call.integers(name);
    if (stated == null) {
      stated = new long[count];
      Arrays.fill(stated, standard);
    }
    boolean fits = stated.length == count;
    for (int i = 0; fits && i < count; i++) {
      fits = stated[i] >= standard && stated[i] < 1 << 16;
    }
    if (!fits) {
      throw new OnnxException("attribute '" + name + "' is " + Arrays.toString(stated));
    }
    return stated;
  }

  /** Zeros between pixels, and pixels cut away where the kernel does not reach them. */
  private static Term spread(Call call, Term value, Dim[] image, Reach reach) throws OnnxException {
    int height = reach.strides[1];
    int width = reach.strides[2];
    Term spread = value;
    if (height > 1 || width > 1) {
      Dim one = Dim.of(1);
      Term apart = call.reshape(value, Shape.of(image[0], image[1], image[2], one, image[3], one));
      Term zeros =
          pad(call, "_zeros", apart, new int[6], new int[] {0, 0, 0, height - 1, 0, width - 1});
      Shape joined = Shape.of(image[0], image[1], image[2].times(height), image[3].times(width));
      spread = call.reshape(zeros, joined);
      call.stands(spread, new Op.Upsample2d(height, width, true), value);
    }
    int[] before = new int[4];
    int[] after = new int[4];
    for (int axis = 1; axis < AXES; axis++) {
      before[1 + axis] = Math.min(0, reach.before[axis]);
      // The zeros behind the last pixel are none of the spread image.
      after[1 + axis] = Math.min(0, reach.after[axis] - (reach.strides[axis] - 1));
    }
    boolean cuts = Arrays.stream(before).sum() + Arrays.stream(after).sum() < 0;
    return cuts ? pad(call, "_cut", spread, before, after) : spread;
  }

  private static Term pad(Call call, String suffix, Term value, int[] before, int[] after)
      throws OnnxException {
    return call.emit(suffix, new Op.Pad(dims(before), dims(after), Op.Border.CONSTANT, 0), value);
  }

  private static List<Dim> dims(int[] numbers) {
    List<Dim> dims = new ArrayList<>();
    for (int number : numbers) {
      dims.add(Dim.of(number));
    }
    return dims;
  }

  private static Window window(int[] weight, Reach reach) {
    int[] after = new int[AXES];
    for (int axis = 0; axis < AXES; axis++) {
      after[axis] = Math.max(0, reach.after[axis] - (reach.strides[axis] - 1));
    }
    return new Window(
        weight[3],
        weight[4],
        1,
        1,
        reach.dilations[1],
        reach.dilations[2],
        Math.max(0, reach.before[1]),
        Math.max(0, reach.before[2]),
        after[1],
        after[2]);
  }

  /** From {@code [inputs, outputs / groups, ...]} to {@code [outputs, inputs / groups, ...]}. */
  private static float[] turned(Call call, Constant weight, int[] dims, int groups)
      throws OnnxException {
    int inputs = dims[0] / groups;
    int outputs = dims[1];
    int area = dims[2] * dims[3] * dims[4];
    float[] from = weight.spread(call.graph().limit());
    call.graph().limit().take(from.length);
    float[] to = new float[from.length];
    for (int i = 0; i < to.length; i++) {
      int row = i / area;
      int output = row / inputs;
      int input = output / outputs * inputs + row % inputs;
      to[i] = from[(input * outputs + output % outputs) * area + area - 1 - i % area];
    }
    return to;
  }
}
