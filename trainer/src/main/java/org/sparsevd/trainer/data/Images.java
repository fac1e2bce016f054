package org.sparsevd.trainer.data;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.sparsevd.array.NumberArray;
import org.sparsevd.compress.Answers;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.data.values.Block;
import org.sparsevd.trainer.data.values.Numbers;
import org.sparsevd.trainer.data.values.Pixels;
import org.sparsevd.trainer.data.values.Values;

/**
 * Inputs of nets, of one shape: images {@code [count, channels, height, width]} of unsigned bytes,
 * or of numbers, as tables have them too. Each has a label, or none has.
 */
public final class Images {
  /** More classes than this are no classes. */
  static final int MOST_CLASSES = 1 << 16;

  /** Images that {@link #gather} turns at a time. */
  private static final int BLOCK = 8;

  /** Images that a thread takes at least: so many of an element are a cache line. */
  private static final int GRAIN = 16;

  private final Shape shape;
  private final Values values;
  private final int[] labels;
  private final Targets targets;
  private final int count;

  /**
   * Images over these arrays, which the caller gives away.
   *
   * @param shape {@code [channels, height, width]} of one image
   * @param labels unsigned, one per image
   * @throws IllegalArgumentException if pixels and labels differ in count or there are none
   */
  public Images(Shape shape, byte[] pixels, byte[] labels) {
    this(shape, new Pixels(pixels, (byte) 0), labelled(shape, unsigned(labels), pixels.length));
  }

  /**
   * @param labels one per image, or none at all
   */
  Images(Shape shape, Values values, int[] labels) {
    this(shape, values, labels, null);
  }

  /**
   * @param labels one per image, or none at all
   * @param targets in place of labels, or null
   */
  Images(Shape shape, Values values, int[] labels, Targets targets) {
    int count = values.length() / shape.size();
    if (count == 0 || (long) count * shape.size() != values.length()) {
      throw new IllegalArgumentException(
          values.length() + " values are no whole number of images " + shape);
    }
    if (labels.length > 0) {
      labelled(shape, labels, values.length());
    }
    this.shape = shape;
    this.values = values;
    if (targets != null && targets.count() != count) {
      throw new IllegalArgumentException(
          targets.count() + " targets do not fit " + count + " images");
    }
    this.labels = labels;
    this.targets = targets;
    this.count = count;
  }

  private static int[] labelled(Shape shape, int[] labels, int values) {
    if (labels.length == 0 || (long) labels.length * shape.size() != values) {
      throw new IllegalArgumentException(
          labels.length + " labels do not fit " + values + " pixels of images " + shape);
    }
    return labels;
  }

  private static int[] unsigned(byte[] labels) {
    int[] numbers = new int[labels.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = labels[i] & 0xff;
    }
    return numbers;
  }

  /**
   * Inputs of numbers, such as tables, which the caller gives away.
   *
   * @param shape of one input: {@code [channels, height, width]} to train on
   * @param values finite, {@code [count, size]}
   * @param labels one per input, 0 to 65,535; or none at all
   * @throws IllegalArgumentException if numbers and labels differ in count or there are none
   */
  public static Images ofNumbers(Shape shape, float[] values, int[] labels) {
    return new Images(shape, new Numbers(values), labels);
  }

  /**
   * Inputs of numbers with targets that are no classes; all arrays are given away.
   *
   * @throws IllegalArgumentException if numbers and targets differ in count or there are none
   */
  public static Images ofNumbers(Shape shape, float[] values, Targets targets) {
    return new Images(shape, new Numbers(values), new int[0], targets);
  }

  /**
   * Inputs of an array {@code [count, ...]}, without labels.
   *
   * @param layout of images with channels
   * @throws IOException if it does not fit the layout, or a number is not finite
   */
  public static Images of(NumberArray inputs, ArrayLayout layout) throws IOException {
    return new ArrayImages(Optional.of(layout), Optional.empty(), Targets.Kind.CLASSES)
        .of(inputs, null);
  }

  public int count() {
    return count;
  }

  /**
   * How many are left to train on without the last ones, which validate.
   *
   * @throws IllegalArgumentException if none are left, or none validate
   */
  public int countWithout(int validating) {
    int rest = count() - validating;
    if (validating < 1 || rest < 1) {
      throw new IllegalArgumentException(
          "validation must take 1 to "
              + (count() - 1)
              + " of "
              + count()
              + " training images, found "
              + validating);
    }
    return rest;
  }

  /** {@code [channels, height, width]} of one image. */
  public Shape shape() {
    return shape;
  }

  /** What a net is to say of each, where that is no class; else null. */
  public Targets targets() {
    return targets;
  }

  /** Whether it is known what a net is to say of them. */
  boolean areJudged() {
    return areLabelled() || targets != null;
  }

  /**
   * How wrong answers to the first of them are: of classes, the share that is wrong; else see
   * {@link Targets#errorPercent}.
   *
   * @throws IllegalStateException if they have neither labels nor targets
   */
  public double errorPercent(Answers answers) {
    return targets == null ? answers.errorPercent(this::label) : targets.errorPercent(answers);
  }

  /** Whether they have labels. */
  public boolean areLabelled() {
    return labels.length > 0;
  }

  /**
   * Class of an image, from 0.
   *
   * @throws IllegalStateException if they have none
   */
  public int label(int image) {
    if (labels.length == 0) {
      throw new IllegalStateException("these images have no labels");
    }
    return labels[image];
  }

  /**
   * A copy of the raw pixels of neighbouring images, {@code [count, channels, height, width]}.
   *
   * @throws IllegalStateException if they are of numbers
   */
  public byte[] pixels(int from, int count) {
    return read(
        from,
        count,
        Function.identity(),
        numbers -> {
          throw new IllegalStateException("expected images of bytes, found numbers");
        });
  }

  /**
   * What a function of either kind makes of a copy of neighbouring images, {@code [count, channels,
   * height, width]}: of pixels, or of numbers.
   */
  public <T> T read(int from, int count, Function<byte[], T> pixels, Function<float[], T> numbers) {
    return values.read(from * shape.size(), (from + count) * shape.size(), pixels, numbers);
  }

  /** Whether their values are numbers, else they are pixels. */
  public boolean areNumbers() {
    return read(0, 0, pixels -> false, numbers -> true);
  }

  /**
   * Writes a batch, batch innermost: {@code out[element * stride + b]} is the preprocessed element
   * ({@code c * height * width + y * width + x}) of image {@code order[from + b]} for b below
   * {@code count}, and 0 for b from {@code count} to {@code stride - 1}.
   *
   * @param augmenter of this epoch, or null for none
   * @param out at least {@code shape().size() * stride} values
   * @param sharing threads to do it; the result is the same
   */
  public void gather(
      int[] order,
      int from,
      int count,
      int stride,
      Augmenter augmenter,
      Preprocessing preprocessing,
      float[] out,
      Sharing sharing) {
    if (count > stride || !preprocessing.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "a batch of "
              + count
              + " images "
              + shape
              + " does not fit stride "
              + stride
              + " and preprocessing of "
              + preprocessing.shape());
    }
    sharing.run(
        count,
        GRAIN,
        (first, end) -> gather(order, from, first, end, stride, augmenter, preprocessing, out));
    int size = shape.size();
    if (count < stride) {
      for (int element = 0; element < size; element++) {
        Arrays.fill(out, element * stride + count, (element + 1) * stride, 0f);
      }
    }
  }

  /** Images {@code first} to {@code end - 1} of the batch. */
  private void gather(
      int[] order,
      int from,
      int first,
      int end,
      int stride,
      Augmenter augmenter,
      Preprocessing preprocessing,
      float[] out) {
    int size = shape.size();
    float[] scales = preprocessing.elementScale();
    float[] shifts = preprocessing.elementShift();
    Block block = values.block(size, BLOCK);
    for (int b = first; b < end; b += BLOCK) {
      int width = Math.min(BLOCK, end - b);
      for (int lane = 0; lane < width; lane++) {
        int image = order[from + b + lane];
        block.load(image, lane);
        if (augmenter != null) {
          augmenter.apply(image, block, lane * size, shape);
        }
      }
      block.turn(width, scales, shifts, out, b, stride);
    }
  }

  /**
   * These images and then others.
   *
   * @throws IllegalArgumentException if their shapes or kinds differ, or they exceed 2 GiB together
   */
  public Images followedBy(Images others) {
    if (!others.shape.equals(shape)
        || others.areLabelled() != areLabelled()
        || (others.targets == null) != (targets == null)) {
      throw new IllegalArgumentException(
          "images " + others.shape + " cannot follow images " + shape);
    }
    int[] all = Arrays.copyOf(labels, labels.length + others.labels.length);
    System.arraycopy(others.labels, 0, all, labels.length, others.labels.length);
    Targets both = targets == null ? null : targets.followedBy(others.targets);
    return new Images(shape, values.followedBy(others.values), all, both);
  }

  /** The last ones as a set of their own. */
  public Images last(int number) {
    return part(count - number, number);
  }

  /** Neighbouring images as a set of their own. */
  Images part(int from, int count) {
    int[] some = areLabelled() ? Arrays.copyOfRange(labels, from, from + count) : labels;
    Values part = values.part(from * shape.size(), (from + count) * shape.size());
    return new Images(shape, part, some, targets == null ? null : targets.part(from, count));
  }

  /** The same images in another order. */
  Images inOrder(int[] order) {
    int[] moved = Arrays.stream(order).map(i -> areLabelled() ? labels[i] : 0).toArray();
    Values ordered = values.inOrder(order, shape.size());
    Targets others = targets == null ? null : targets.inOrder(order);
    return new Images(shape, ordered, areLabelled() ? moved : labels, others);
  }

  /** The same images with labels drawn uniformly below a number of classes. */
  Images withRandomLabels(long seed, int classes) {
    int[] drawn = new int[count];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = CounterRandom.below(classes, CounterRandom.bits(seed, i));
    }
    return new Images(shape, values, drawn);
  }

  /** The same values as images of another shape. */
  Images withShape(Shape other) {
    return new Images(other, values, labels, targets);
  }

  /** The same number of other values, such as these whitened. */
  Images withValues(Values others) {
    return new Images(shape, others, labels, targets);
  }

  /** Sum over all images of each element; exact for pixels. */
  double[] elementSums() {
    return values.sums(shape.size());
  }

  /** Sum over all images of each element's square; exact for pixels. */
  double[] elementSquareSums() {
    return values.squareSums(shape.size());
  }

  /** See {@link Values#range}. */
  float range() {
    return values.range();
  }

  /** Largest label and one more, or how many numbers a target has; 1 where there are none. */
  public int classes() {
    return targets != null ? targets.width() : Arrays.stream(labels).max().orElse(0) + 1;
  }
}
