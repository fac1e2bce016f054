package org.sparsevd.cli.io;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** One input from a file: raw bytes, or a picture of the net's size. */
public final class ImageInput {
  private ImageInput() {}

  /**
   * Pixels 0 to 255, row-major {@code [channels, height, width]}.
   *
   * @param file raw bytes, one per value; or a picture (PNG, GIF, BMP, JPEG) whose size fits: as
   *     grey for a net with one channel, as red, green, blue for one with three
   * @param shape what the net takes
   */
  public static float[] read(Path file, int[] shape) throws IOException, CliException {
    InputFile.exists(file);
    int size = 1;
    for (int dim : shape) {
      size *= dim;
    }
    long length = Files.size(file);
    if (length == size) {
      byte[] bytes = Files.readAllBytes(file);
      float[] pixels = new float[size];
      for (int i = 0; i < size; i++) {
        pixels[i] = bytes[i] & 0xff;
      }
      return pixels;
    }
    if (shape.length == 3 && (shape[0] == 1 || shape[0] == 3)) {
      return picture(file, shape[0], shape[1], shape[2], length);
    }
    throw CliException.failure(
        file + ": expected " + size + " raw bytes for this net, found " + length);
  }

  private static float[] picture(Path file, int channels, int height, int width, long length)
      throws IOException, CliException {
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw CliException.failure(
            file
                + ": expected a picture or "
                + channels * height * width
                + " raw bytes for this net, found "
                + length
                + " bytes that are no picture");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in);
        if (reader.getWidth(0) != width || reader.getHeight(0) != height) {
          throw CliException.failure(
              String.format(
                  "%s: this net takes pictures of %dx%d, found %dx%d",
                  file, width, height, reader.getWidth(0), reader.getHeight(0)));
        }
        return pixels(reader.read(0), channels);
      } catch (IOException | RuntimeException e) {
        throw CliException.failure(file + ": damaged picture: " + e.getMessage());
      } finally {
        reader.dispose();
      }
    }
  }

  private static float[] pixels(BufferedImage image, int channels) {
    int plane = image.getWidth() * image.getHeight();
    float[] pixels = new float[channels * plane];
    for (int i = 0; i < plane; i++) {
      int rgb = image.getRGB(i % image.getWidth(), i / image.getWidth());
      int red = rgb >> 16 & 0xff;
      int green = rgb >> 8 & 0xff;
      int blue = rgb & 0xff;
      if (channels == 1) {
        pixels[i] = Math.round(0.299f * red + 0.587f * green + 0.114f * blue);
      } else {
        pixels[i] = red;
        pixels[plane + i] = green;
        pixels[2 * plane + i] = blue;
      }
    }
    return pixels;
  }
}
