package org.sparsevd.report.film;

/**
 * One picture of a film: tiles of values side by side, the same in every frame.
 *
 * @param name of its file: lower-case letters
 * @param caption what stands below it
 * @param tiles drawn in rows, as wide together as they are high, or a little more
 * @param height and {@code width}: values of a tile
 */
public record FilmView(
    String name, String caption, FilmStyle style, int tiles, int height, int width) {
  /** Values of a view, at most. */
  private static final int MOST_VALUES = 1 << 16;

  /** Values along a side of a tile, at most: a GIF has at most 65,535 pixels along its own. */
  private static final int LONGEST_SIDE = 1024;

  private static final int LONGEST_CAPTION = 200;

  /**
   * A view whose parts make sense.
   *
   * @throws IllegalArgumentException if they do not; the message says what was expected
   */
  public FilmView {
    if (!name.matches("[a-z]{1,20}")) {
      throw new IllegalArgumentException("a view's name is 1 to 20 letters, found '" + name + "'");
    }
    if (caption.length() > LONGEST_CAPTION) {
      throw new IllegalArgumentException("a caption of " + caption.length() + " characters");
    }
    if (tiles < 1 || tiles > most(height, width)) {
      throw new IllegalArgumentException(
          "a view has 1 to "
              + MOST_VALUES
              + " values, in tiles of up to "
              + LONGEST_SIDE
              + " along a side, found "
              + tiles
              + " x "
              + height
              + " x "
              + width);
    }
  }

  /** How many tiles of this size a view can have; 0 where one is too large. */
  public static int most(int height, int width) {
    boolean fits = height >= 1 && width >= 1 && Math.max(height, width) <= LONGEST_SIDE;
    return fits ? MOST_VALUES / (height * width) : 0;
  }

  /** How many values a frame has of it. */
  public int size() {
    return tiles * height * width;
  }

  /** Tiles in a row: about as wide as high, and such that few places stay empty. */
  int across() {
    int near = (int) Math.min(tiles, Math.ceil(Math.sqrt(tiles * 1.4 * height / width)));
    int best = near;
    for (int across = near; across >= Math.max(1, near * 2 / 3); across--) {
      best = empty(across) < empty(best) ? across : best;
    }
    return best;
  }

  private int empty(int across) {
    return (tiles + across - 1) / across * across - tiles;
  }

  int down() {
    return (tiles + across() - 1) / across();
  }
}
