package org.sparsevd.cli.score;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.nets.Inputs;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.data.Images;

/**
 * How an image lies in a net's input. Data sets hold planes, {@code [channels, height, width]};
 * nets from TensorFlow take pixels, {@code [height, width, channels]}.
 */
public enum ImageLayout {
  /** One plane for each channel, or a single one. */
  PLANES("channels first"),

  /** The channels of a pixel side by side. */
  PIXELS("channels last");

  private final String text;

  ImageLayout(String text) {
    this.text = text;
  }

  /**
   * The layout in which a net takes these images, told by the extents of its input. Extents of 1
   * say nothing: grey images fit {@code [784]}, {@code [28, 28]} and {@code [28, 28, 1]}, rows of a
   * table {@code [4]} and {@code [4, 1, 1]}, and grey images of as many pixels.
   *
   * @param input of the net, without the batch
   * @param images {@code [channels, height, width]}
   * @param net for the message
   * @throws CliException if the images do not fit, or both layouts do; the message says which
   *     extents were expected
   */
  public static ImageLayout of(Shape input, Shape images, String net) throws CliException {
    List<Integer> found = extents(input);
    if (images.rank() != 3) {
      if (found.equals(extents(images))) {
        return PLANES;
      }
      throw mismatch(input, images, net);
    }
    int channels = images.dim(0);
    boolean planes = fits(found, images.dim(0), images.dim(1), images.dim(2));
    boolean pixels = fits(found, images.dim(1), images.dim(2), images.dim(0));
    boolean flat = found.equals(extents(Shape.of(images.size())));
    boolean rows = channels == images.size();
    boolean grey = found.size() <= 2 && input.size() == images.size();
    if (channels == 1 && (planes || flat) || rows && (planes || grey)) {
      return PLANES;
    }
    if (planes && pixels) {
      throw CliException.failure(
          net
              + " takes "
              + input
              + ": in which order the channels of images "
              + images
              + " lie is not told by these extents");
    }
    if (planes || pixels) {
      return planes ? PLANES : PIXELS;
    }
    if (flat) {
      // Flattened images come from planes wherever a data set is of this kind.
      return PLANES;
    }
    throw mismatch(input, images, net);
  }

  private static CliException mismatch(Shape input, Shape images, String net) {
    return CliException.failure(
        String.format(
            "%s takes %s, %d values, but an image of the data set has the shape %s, %d values;"
                + " expected its extents in this order, or with the channels last%s",
            net,
            input,
            input.size(),
            images,
            images.size(),
            input.size() == images.size()
                ? " (of .npy and .npz files --layout says where they lie)"
                : ""));
  }

  /**
   * The layout of colours that a net's input suggests, for conversions without data.
   *
   * @param channels 1, or as many as there are values to tell apart
   * @throws CliException if no extent is the number of channels, or the first and the last are
   */
  public static ImageLayout of(Shape input, int channels) throws CliException {
    boolean first = input.dim(0) == channels;
    boolean last = input.rank() == 3 && input.dim(input.rank() - 1) == channels;
    if (channels == 1 || (first && !last)) {
      return PLANES;
    }
    if (last && !first) {
      return PIXELS;
    }
    throw CliException.usage(
        first
            ? "the net takes " + input + ": where its channels lie is not told by these extents"
            : "--mean and --std take one number or one per channel, found "
                + channels
                + " for a net that takes "
                + input);
  }

  private static boolean fits(List<Integer> found, int... extents) {
    return found.equals(extents(Shape.of(extents)));
  }

  private static List<Integer> extents(Shape shape) {
    List<Integer> extents = new ArrayList<>();
    for (int extent : shape.toArray()) {
      if (extent > 1) {
        extents.add(extent);
      }
    }
    return extents;
  }

  /** The channel of a value, by its place in an image. */
  int channel(int place, Shape images) {
    int channels = images.dim(0);
    return this == PLANES ? place / (images.size() / channels) : place % channels;
  }

  /** Neighbouring images as a net takes them: pixels as 0 to 255, numbers as they are. */
  public Inputs inputs(Images images, int from, int count) {
    Shape shape = images.shape();
    return images.read(
        from,
        count,
        pixels -> Inputs.pixels(arrange(pixels, shape), shape.size()),
        numbers -> Inputs.numbers(arrange(numbers, shape), shape.size()));
  }

  /**
   * Images in this layout.
   *
   * @param planes {@code [count, channels, height, width]}
   */
  public byte[] arrange(byte[] planes, Shape images) {
    int channels = images.dim(0);
    if (this == PLANES || channels == 1) {
      return planes;
    }
    int area = images.size() / channels;
    byte[] pixels = new byte[planes.length];
    for (int from = 0; from < planes.length; from += images.size()) {
      for (int i = 0; i < images.size(); i++) {
        pixels[from + i % area * channels + i / area] = planes[from + i];
      }
    }
    return pixels;
  }

  /** The same of numbers. */
  public float[] arrange(float[] planes, Shape images) {
    int channels = images.dim(0);
    if (this == PLANES || channels == 1) {
      return planes;
    }
    int area = images.size() / channels;
    float[] pixels = new float[planes.length];
    for (int i = 0; i < planes.length; i++) {
      int inside = i % images.size();
      pixels[i - inside + inside % area * channels + inside / area] = planes[i];
    }
    return pixels;
  }

  /** What to say of it; empty for grey images, which lie the same in both. */
  public String note(Shape images) {
    return images.rank() != 3 || images.dim(0) == 1 || images.size() == images.dim(0)
        ? ""
        : ", images " + text;
  }

  @Override
  public String toString() {
    return text;
  }
}
