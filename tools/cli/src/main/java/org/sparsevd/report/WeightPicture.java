package org.sparsevd.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import javax.imageio.ImageIO;

/**
 * The weights of a layer as a grid of small images, one per output unit. Red is above zero, blue
 * below, the stronger the larger. Nothing is drawn where the weight is zero, so that it reads on a
 * light and on a dark page.
 *
 * @param caption what stands below it
 * @param width pixels of the whole grid
 * @param png the encoded image
 */
public record WeightPicture(String caption, int width, int height, byte[] png) {
  private static final int GAP = 1;

  /** More tiles than this tell a reader nothing more. */
  private static final int MOST_TILES = 400;

  /**
   * Draws a layer.
   *
   * @param caption what stands below the picture
   * @param weight row-major, {@code [units, tileHeight * tileWidth]} or, for several input
   *     channels, {@code [units * channels, tileHeight * tileWidth]}
   * @param strongest absolute value drawn at full strength; see {@link #strength}
   */
  public static WeightPicture draw(
      String caption, float[] weight, int tileHeight, int tileWidth, float strongest) {
    int tileSize = tileHeight * tileWidth;
    if (weight.length % tileSize != 0) {
      throw new IllegalArgumentException(
          weight.length + " weights do not split into tiles of " + tileHeight + "x" + tileWidth);
    }
    int tiles = Math.min(weight.length / tileSize, MOST_TILES);
    int across = (int) Math.ceil(Math.sqrt(tiles * 1.4 * tileHeight / tileWidth));
    int down = (tiles + across - 1) / across;
    BufferedImage image =
        new BufferedImage(
            across * (tileWidth + GAP) + GAP,
            down * (tileHeight + GAP) + GAP,
            BufferedImage.TYPE_INT_ARGB);
    for (int tile = 0; tile < tiles; tile++) {
      int left = tile % across * (tileWidth + GAP) + GAP;
      int top = tile / across * (tileHeight + GAP) + GAP;
      for (int i = 0; i < tileSize; i++) {
        int argb = colour(weight[tile * tileSize + i] / strongest);
        image.setRGB(left + i % tileWidth, top + i / tileWidth, argb);
      }
    }
    return new WeightPicture(caption, image.getWidth(), image.getHeight(), encode(image));
  }

  /** The absolute value that one weight in a hundred of the non-zero ones exceeds; 1 if none is. */
  public static float strength(float[] weight) {
    float[] sizes = new float[weight.length];
    int count = 0;
    for (float w : weight) {
      if (w != 0) {
        sizes[count++] = Math.abs(w);
      }
    }
    Arrays.sort(sizes, 0, count);
    return count == 0 ? 1 : sizes[count * 99 / 100];
  }

  /** The picture as a {@code data:} address. */
  public String dataUri() {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
  }

  private static int colour(float value) {
    int alpha = (int) (255 * Math.sqrt(Math.min(Math.abs(value), 1)));
    return alpha << 24 | (value > 0 ? 0xe5484d : 0x3b82f6);
  }

  private static byte[] encode(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.setUseCache(false);
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
