package org.sparsevd.format;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.model.Op;
import org.sparsevd.model.Shape;

/**
 * Numbers of the operators that came with version 3.
 *
 * @param integers each a varint
 * @param reals each an f32, after the integers
 */
record CompactAttributes(List<Integer> integers, List<Float> reals) {
  static final CompactAttributes NONE = new CompactAttributes(List.of(), List.of());

  static CompactAttributes of(Op op) {
    if (op instanceof Op.LeakyRelu leaky) {
      return reals(leaky.slope());
    }
    if (op instanceof Op.Clip clip) {
      return reals(clip.least(), clip.most());
    }
    if (op instanceof Op.HardSigmoid hard) {
      return reals(hard.alpha(), hard.beta());
    }
    if (op instanceof Op.PRelu prelu) {
      return integers(prelu.slope().length);
    }
    if (op instanceof Op.Reshape reshape) {
      return counted(reshape.target().toArray());
    }
    if (op instanceof Op.Transpose transpose) {
      return counted(transpose.order().stream().mapToInt(axis -> axis).toArray());
    }
    if (op instanceof Op.Pad2d pad) {
      return new CompactAttributes(
          List.of(pad.top(), pad.left(), pad.bottom(), pad.right()), List.of(pad.value()));
    }
    return op instanceof Op.Upsample2d up ? integers(up.height(), up.width()) : NONE;
  }

  private static CompactAttributes integers(Integer... values) {
    return new CompactAttributes(List.of(values), List.of());
  }

  private static CompactAttributes reals(Float... values) {
    return new CompactAttributes(List.of(), List.of(values));
  }

  private static CompactAttributes counted(int[] values) {
    List<Integer> integers = new ArrayList<>(List.of(values.length));
    for (int value : values) {
      integers.add(value);
    }
    return new CompactAttributes(integers, List.of());
  }

  /** Reads what an operator of this number has. */
  static CompactAttributes read(OpCode code, ByteInput in) throws FormatException {
    return switch (code) {
      case LEAKY_RELU -> reals(in.f32("slope"));
      case CLIP -> reals(in.f32("least"), in.f32("most"));
      case HARD_SIGMOID -> reals(in.f32("alpha"), in.f32("beta"));
      case P_RELU -> integers(in.varint("slopes", 1, Integer.MAX_VALUE));
      case RESHAPE -> counted(in, "dimension", 1, Integer.MAX_VALUE);
      case TRANSPOSE -> counted(in, "dimension", 0, Limits.RANK - 1);
      case PAD_2D -> {
        List<Integer> pads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          pads.add(in.varint("padding", 0, Limits.WINDOW));
        }
        yield new CompactAttributes(pads, List.of(in.f32("value")));
      }
      case UPSAMPLE_2D ->
          integers(in.varint("height", 1, Limits.WINDOW), in.varint("width", 1, Limits.WINDOW));
      default -> NONE;
    };
  }

  private static CompactAttributes counted(ByteInput in, String what, int least, int most)
      throws FormatException {
    int[] values = new int[in.varint("rank", 1, Limits.RANK)];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.varint(what, least, most);
    }
    return counted(values);
  }

  void write(ByteOutput out) {
    integers.forEach(out::varint);
    reals.forEach(out::f32);
  }

  /**
   * The operator of this number.
   *
   * @param option of Upsample2d: zeros
   * @param tensor the only one of PRelu; null elsewhere
   * @throws IllegalArgumentException if these numbers make none
   */
  Op operator(OpCode code, boolean option, float[] tensor) {
    return switch (code) {
      case LEAKY_RELU -> new Op.LeakyRelu(reals.get(0));
      case P_RELU -> new Op.PRelu(tensor);
      case CLIP -> new Op.Clip(reals.get(0), reals.get(1));
      case SIGMOID -> new Op.Sigmoid();
      case TANH -> new Op.Tanh();
      case HARD_SIGMOID -> new Op.HardSigmoid(reals.get(0), reals.get(1));
      case HARD_SWISH -> new Op.HardSwish();
      case MUL -> new Op.Mul();
      case RESHAPE -> new Op.Reshape(Shape.of(list()));
      case TRANSPOSE -> new Op.Transpose(integers.subList(1, integers.size()));
      case PAD_2D ->
          new Op.Pad2d(
              integers.get(0), integers.get(1), integers.get(2), integers.get(3), reals.get(0));
      case UPSAMPLE_2D -> new Op.Upsample2d(integers.get(0), integers.get(1), option);
      case LOG_SOFTMAX -> new Op.LogSoftmax();
      default -> throw new AssertionError("operator of an earlier version: " + code);
    };
  }

  /** The integers behind the first, which counts them. */
  private int[] list() {
    return integers.stream().skip(1).mapToInt(value -> value).toArray();
  }
}
