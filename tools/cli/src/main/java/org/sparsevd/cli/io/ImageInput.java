package org.sparsevd.cli.io;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.sparsevd.tensor.Shape;

/** One input from a file: raw bytes, or a picture of the net's size. */
public final class ImageInput {
  private ImageInput() {}

  /**
   * Pixels 0 to 255, in the order in which the net takes them.
   *
   * @param file a picture (PNG, GIF, BMP, JPEG) whose size fits; or raw bytes in the net's order,
   *     one per value
   * @param input of the net: one extent or two for grey pictures; three with 1 or 3 channels first
   *     or last
   */
  public static float[] read(Path file, Shape input) throws IOException, CliException {
    InputFile.exists(file);
    long length = Files.size(file);
    if (length == input.size() && !isPicture(file)) {
      byte[] bytes = Files.readAllBytes(file);
      float[] pixels = new float[bytes.length];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = bytes[i] & 0xff;
      }
      return pixels;
    }
    return picture(file, input, length);
  }

  /** By the first bytes of the kinds of picture that no raw image begins with. */
  private static boolean isPicture(Path file) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(4);
    }
    String hex = HexFormat.of().formatHex(start);
    return hex.equals("89504e47") || hex.equals("47494638") || hex.startsWith("ffd8ff");
  }

  private static float[] picture(Path file, Shape input, long length)
      throws IOException, CliException {
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw CliException.failure(
            file
                + ": expected a picture or "
                + input.size()
                + " raw bytes for this net, found "
                + length
                + " bytes that are no picture");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in);
        Order order = Order.of(file, input, reader.getWidth(0), reader.getHeight(0));
        return order.pixels(reader.read(0));
      } catch (IOException | RuntimeException e) {
        throw CliException.failure(file + ": damaged picture: " + e.getMessage());
      } finally {
        reader.dispose();
      }
    }
  }

  /**
   * Where the values of a pixel go.
   *
   * @param channels 1 for grey, 3 for red, green and blue
   * @param last whether they lie side by side, else in planes
   */
  private record Order(int channels, boolean last) {
    static Order of(Path file, Shape input, int width, int height) throws CliException {
      List<Integer> extents = new ArrayList<>();
      for (int extent : input.toArray()) {
        extents.add(extent);
      }
      if (extents.equals(List.of(width * height))
          || extents.equals(List.of(height, width))
          || extents.equals(List.of(1, height, width))
          || extents.equals(List.of(height, width, 1))) {
        return new Order(1, false);
      }
      boolean first = extents.equals(List.of(3, height, width));
      boolean last = extents.equals(List.of(height, width, 3));
      if (first != last) {
        return new Order(3, last);
      }
      throw CliException.failure(
          String.format(
              "%s: a picture of %dx%d (width x height) does not fit a net that takes %s%s",
              file,
              width,
              height,
              input,
              first || input.size() == 3 * width * height
                  ? ", in an order of colours that is not told by it; raw bytes in that order do"
                  : ""));
    }

    float[] pixels(BufferedImage image) {
      int plane = image.getWidth() * image.getHeight();
      float[] pixels = new float[channels * plane];
      for (int i = 0; i < plane; i++) {
        int rgb = image.getRGB(i % image.getWidth(), i / image.getWidth());
        int[] colours = {rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff};
        if (channels == 1) {
          pixels[i] = Math.round(0.299f * colours[0] + 0.587f * colours[1] + 0.114f * colours[2]);
          continue;
        }
        for (int c = 0; c < channels; c++) {
          pixels[last ? channels * i + c : c * plane + i] = colours[c];
        }
      }
      return pixels;
    }
  }
}
