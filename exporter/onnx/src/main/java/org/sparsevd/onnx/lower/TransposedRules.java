package org.sparsevd.onnx.lower;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;

/**
 * A transposed convolution is a convolution with the turned kernel over the image with zeros
 * between its pixels (Dumoulin and Visin, 2016, section 4.5).
 */
final class TransposedRules {
  private static final int AXES = 2;

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
          "takes images or lists of channels, found " + in + " and weight " + weight.shape());
    }
    long groups = call.integer("group", 1);
    int[] dims = {weight.dims()[0], weight.dims()[1], 1, weight.dims()[axes + 1]};
    dims[2] = axes == AXES ? weight.dims()[2] : 1;
    if (!in.extent(1).equals(Dim.of(dims[0])) || groups < 1 || dims[0] % groups != 0) {
      throw new OnnxException(
          "weight " + weight.shape() + " of " + groups + " groups does not fit " + in);
    }
    Reach reach = reach(call, in, axes, dims);
    Dim[] image = {in.extent(0), in.extent(1), Dim.of(1), in.extent(axes + 1)};
    image[2] = axes == AXES ? in.extent(2) : image[2];
    Term spread = spread(call, call.reshape(call.input(0), Shape.of(image)), image, reach);
    int outputs = Math.toIntExact(dims[1] * groups);
    float[] bias = new float[outputs];
    if (call.hasInput(2)) {
      bias = call.floats(2).spread(call.graph().limit());
    }
    DenseTensor turned = turned(call, weight, dims, (int) groups);
    Window window = window(dims, reach);
    Term result = call.emit(new Op.Conv2d(turned, bias, window, (int) groups), spread);
    Shape out = call.graph().shape(result);
    return axes == AXES ? result : call.reshape(result, ShapeRules.without(out, List.of(2)));
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
    Reach reach = new Reach(new int[] {1, 1}, new int[] {1, 1}, new int[AXES], new int[AXES]);
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
    int height = reach.strides[0];
    int width = reach.strides[1];
    Term spread = value;
    if (height > 1 || width > 1) {
      Dim one = Dim.of(1);
      Term apart = call.reshape(value, Shape.of(image[0], image[1], image[2], one, image[3], one));
      Term zeros =
          pad(call, "_zeros", apart, new int[6], new int[] {0, 0, 0, height - 1, 0, width - 1});
      Shape joined = Shape.of(image[0], image[1], image[2].times(height), image[3].times(width));
      spread = call.reshape(zeros, joined);
    }
    int[] before = new int[4];
    int[] after = new int[4];
    for (int axis = 0; axis < AXES; axis++) {
      before[2 + axis] = Math.min(0, reach.before[axis]);
      // The zeros behind the last pixel are none of the spread image.
      after[2 + axis] = Math.min(0, reach.after[axis] - (reach.strides[axis] - 1));
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
        weight[2],
        weight[3],
        1,
        1,
        reach.dilations[0],
        reach.dilations[1],
        Math.max(0, reach.before[0]),
        Math.max(0, reach.before[1]),
        after[0],
        after[1]);
  }

  /** From {@code [inputs, outputs / groups, h, w]} to {@code [outputs, inputs / groups, h, w]}. */
  private static DenseTensor turned(Call call, Constant weight, int[] dims, int groups)
      throws OnnxException {
    int inputs = dims[0] / groups;
    int outputs = dims[1];
    int area = dims[2] * dims[3];
    float[] from = weight.spread(call.graph().limit());
    call.graph().limit().take(from.length);
    float[] to = new float[from.length];
    for (int i = 0; i < to.length; i++) {
      int row = i / area;
      int output = row / inputs;
      int input = output / outputs * inputs + row % inputs;
      to[i] = from[(input * outputs + output % outputs) * area + area - 1 - i % area];
    }
    return new DenseTensor(Shape.of(outputs * groups, inputs, dims[2], dims[3]), to);
  }
}
