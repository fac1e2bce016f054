package org.sparsevd.cli.uncertain;

import org.sparsevd.tensor.Shape;

/** Images turned about their centre. */
final class Rotation {
  private Rotation() {}

  /**
   * Each image turned counter-clockwise, bilinear between pixels; black comes in.
   *
   * @param pixels {@code [count, channels, height, width]}
   * @param shape {@code [channels, height, width]}
   */
  static byte[] of(byte[] pixels, Shape shape, double degrees) {
    int height = shape.dim(1);
    int width = shape.dim(2);
    int area = height * width;
    double cos = Math.cos(Math.toRadians(degrees));
    double sin = Math.sin(Math.toRadians(degrees));
    byte[] turned = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      double y = i % area / width - (height - 1) / 2.0;
      double x = i % width - (width - 1) / 2.0;
      double fromX = cos * x - sin * y + (width - 1) / 2.0;
      double fromY = sin * x + cos * y + (height - 1) / 2.0;
      turned[i] = (byte) Math.rint(at(pixels, i / area * area, height, width, fromY, fromX));
    }
    return turned;
  }

  private static double at(byte[] pixels, int from, int height, int width, double y, double x) {
    int top = (int) Math.floor(y);
    int left = (int) Math.floor(x);
    double sum = 0;
    for (int row = top; row <= top + 1; row++) {
      for (int column = left; column <= left + 1; column++) {
        if (row >= 0 && row < height && column >= 0 && column < width) {
          double share = (1 - Math.abs(y - row)) * (1 - Math.abs(x - column));
          sum += share * (pixels[from + row * width + column] & 0xff);
        }
      }
    }
    return sum;
  }
}
