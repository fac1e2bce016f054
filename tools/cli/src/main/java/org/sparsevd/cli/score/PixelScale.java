package org.sparsevd.cli.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.nets.Inputs;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.data.Images;
import org.sparsevd.trainer.data.Preprocessing;

/**
 * How pixels become a net's numbers: {@code (pixel / 255 - mean[c]) / std[c]} per channel, as
 * torchvision's {@code Normalize} does it.
 *
 * @param name for people
 * @param mean a value for all channels, or one for each
 * @param std likewise, above 0
 */
public record PixelScale(String name, double[] mean, double[] std) {
  private static final double LARGEST = 255;
  private static final String TO_PLANES = " to planes";

  /** Raw pixels, 0 to 255. */
  public static final PixelScale RAW =
      new PixelScale("raw, 0 to 255", new double[] {0}, new double[] {1 / LARGEST});

  /** 0 to 1. */
  public static final PixelScale UNIT =
      new PixelScale("0 to 1", new double[] {0}, new double[] {1});

  /** -1 to 1. */
  private static final PixelScale SIGNED =
      new PixelScale("-1 to 1", new double[] {0.5}, new double[] {0.5});

  /** The usual ones, the likeliest first. */
  public static List<PixelScale> usual(Images images, int count) {
    return List.of(UNIT, standard(images, count), SIGNED, RAW);
  }

  /** Mean 0 and deviation 1 of each channel over the first images. */
  private static PixelScale standard(Images images, int count) {
    int channels = images.shape().dim(0);
    int area = images.shape().size() / channels;
    byte[] pixels = images.pixels(0, count);
    double[] mean = new double[channels];
    double[] std = new double[channels];
    for (int i = 0; i < pixels.length; i++) {
      double value = (pixels[i] & 0xff) / LARGEST;
      mean[i / area % channels] += value;
      std[i / area % channels] += value * value;
    }
    double each = (double) count * area;
    for (int c = 0; c < channels; c++) {
      mean[c] /= each;
      std[c] = Math.max(Math.sqrt(std[c] / each - mean[c] * mean[c]), 1 / LARGEST);
    }
    return new PixelScale("mean 0 and deviation 1 per channel", mean, std);
  }

  /**
   * Checks that the scale has a value per channel, or one for all.
   *
   * @param channels of the net's input
   */
  public void check(int channels) throws CliException {
    for (double[] values : List.of(mean, std)) {
      if (values.length != 1 && values.length != channels) {
        throw CliException.usage(
            "--mean and --std take one number or one per channel, found "
                + values.length
                + " for "
                + channels
                + " channels");
      }
    }
  }

  /**
   * Images as a net takes them: raw pixels stay bytes, others become numbers; what are numbers
   * already stays as it is.
   *
   * @param layout in which the net takes them
   */
  Inputs apply(Images images, int from, int count, ImageLayout layout) {
    return this == RAW || images.areNumbers()
        ? layout.inputs(images, from, count)
        : converted(
            layout.arrange(images.pixels(from, count), images.shape()), images.shape(), layout);
  }

  private Inputs converted(byte[] pixels, Shape images, ImageLayout layout) {
    Op.Affine affine = affine(images.dim(0));
    float[] numbers = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      int c = layout.channel(i % images.size(), images);
      numbers[i] = affine.scale()[c] * (pixels[i] & 0xff) + affine.shift()[c];
    }
    return Inputs.numbers(numbers, images.size());
  }

  /** The same for training. */
  public Preprocessing preprocessing(Shape images) {
    Op.Affine affine = affine(images.dim(0));
    return new Preprocessing(images, affine.scale(), affine.shift());
  }

  private Op.Affine affine(int channels) {
    float[] scale = new float[channels];
    float[] shift = new float[channels];
    for (int c = 0; c < channels; c++) {
      double m = mean[mean.length == 1 ? 0 : c];
      double s = std[std.length == 1 ? 0 : c];
      scale[c] = (float) (1 / (LARGEST * s));
      shift[c] = (float) (-m / s);
    }
    return new Op.Affine(scale, shift);
  }

  /**
   * The net behind this conversion: it takes raw pixels, 0 to 255.
   *
   * @throws CliException if there is a value per channel, and the net's input does not tell which
   *     of its extents the channels are
   */
  public Model inFrontOf(Model model) throws CliException {
    ImageLayout layout = ImageLayout.of(model.inputShape(), Math.max(mean.length, std.length));
    String name = "pixels";
    List<String> taken = model.nodes().stream().map(Node::name).toList();
    while (taken.stream().anyMatch(name::equals) || taken.contains(name + TO_PLANES)) {
      name += "'";
    }
    List<Node> nodes = new ArrayList<>(conversion(model.inputShape(), layout, name));
    for (Node node : model.nodes()) {
      List<String> inputs = new ArrayList<>(node.inputs());
      String front = name;
      inputs.replaceAll(input -> input.equals(Model.INPUT) ? front : input);
      nodes.add(new Node(node.name(), node.op(), inputs));
    }
    return model.withNodes(nodes, model.output().equals(Model.INPUT) ? name : model.output());
  }

  /** The nodes in front, the last of this name; an affine map goes along the first extent. */
  private List<Node> conversion(Shape input, ImageLayout layout, String name) {
    if (layout == ImageLayout.PLANES) {
      return List.of(new Node(name, affine(input.dim(0)), List.of(Model.INPUT)));
    }
    String planes = name + TO_PLANES;
    String scaled = name + " scaled";
    return List.of(
        new Node(planes, new Op.Transpose(List.of(2, 0, 1)), List.of(Model.INPUT)),
        new Node(scaled, affine(input.dim(2)), List.of(planes)),
        new Node(name, new Op.Transpose(List.of(1, 2, 0)), List.of(scaled)));
  }

  @Override
  public String toString() {
    return name + " (mean " + Arrays.toString(mean) + ", std " + Arrays.toString(std) + ")";
  }
}
