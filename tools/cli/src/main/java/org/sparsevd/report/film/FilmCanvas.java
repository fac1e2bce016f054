package org.sparsevd.report.film;

import java.util.Arrays;

/**
 * Draws the frames of one view as indices of {@link FilmColours}: the tiles, below them a bar of
 * how far the run is, and the epoch in figures. Needs no fonts, which a server may not have.
 */
final class FilmCanvas {
  /** Pixels of a dot of the figures, which have 3 x 5, for each so many across the canvas. */
  private static final int DOTS = 100;

  /** Dots of the room for the bar and the figures. */
  private static final int FOOTER = 9;

  /** Rows of three dots of 0 to 9 and a slash, from the top, the left dot the highest bit. */
  private static final String[] FIGURES = {
    "75557", "26227", "71747", "71717", "55711", "74717", "74757", "71122", "75757", "75717",
    "11244"
  };

  private final FilmView view;
  private final int epochs;
  private final double strongest;
  private final int dot;
  private final int scale;
  private final int width;
  private final int height;

  /**
   * A canvas for a view.
   *
   * @param strongest value drawn at full strength
   * @param wide pixels across, about
   */
  FilmCanvas(FilmView view, int epochs, double strongest, int wide) {
    this.view = view;
    this.epochs = epochs;
    this.strongest = strongest;
    int columns = view.across() * view.width();
    int rows = view.down() * view.height();
    dot = Math.max(1, wide / DOTS);
    scale = Math.max(1, (wide - (view.across() + 1) * dot) / Math.max(columns, rows));
    int drawn = columns * scale + (view.across() + 1) * dot;
    width = Math.max(drawn, 4 * dot * (2 * String.valueOf(epochs).length() + 4));
    height = rows * scale + (view.down() + 1) * dot + FOOTER * dot;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** The pixels of a frame, row-major. */
  byte[] draw(int epoch, float[] values) {
    byte[] pixels = new byte[width * height];
    int across = view.width() * scale + dot;
    int down = view.height() * scale + dot;
    for (int tile = 0; tile < view.tiles(); tile++) {
      int left = tile % view.across() * across;
      int top = tile / view.across() * down;
      fill(pixels, left, top, across + dot, down + dot, FilmColours.LINE);
      for (int i = 0; i < view.height() * view.width(); i++) {
        float value = values[tile * view.height() * view.width() + i];
        byte index = FilmColours.index(view.style().strength(value, strongest));
        int x = left + dot + i % view.width() * scale;
        int y = top + dot + i / view.width() * scale;
        fill(pixels, x, y, scale, scale, index);
      }
    }
    footer(pixels, epoch);
    return pixels;
  }

  private void fill(byte[] pixels, int left, int top, int across, int down, byte index) {
    for (int y = top; y < top + down; y++) {
      Arrays.fill(pixels, y * width + left, y * width + left + across, index);
    }
  }

  private void footer(byte[] pixels, int epoch) {
    String text = epoch + "/" + epochs;
    int top = height - (FOOTER - 3) * dot;
    int x = width - 4 * dot * text.length();
    int longest = 4 * dot * (2 * String.valueOf(epochs).length() + 2);
    int bar = width - longest;
    fill(pixels, 0, top + 2 * dot, bar, dot, FilmColours.LINE);
    fill(pixels, 0, top + 2 * dot, (int) ((long) bar * epoch / epochs), dot, FilmColours.INK);
    for (char character : text.toCharArray()) {
      String figure = FIGURES[character == '/' ? 10 : character - '0'];
      for (int row = 0; row < figure.length(); row++) {
        for (int column = 0; column < 3; column++) {
          if ((figure.charAt(row) - '0' >> 2 - column & 1) == 1) {
            fill(pixels, x + column * dot, top + row * dot, dot, dot, FilmColours.INK);
          }
        }
      }
      x += 4 * dot;
    }
  }
}
