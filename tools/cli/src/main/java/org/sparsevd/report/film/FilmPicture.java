package org.sparsevd.report.film;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * A view of a film as it is shown: in a file of its own, and small enough to be a part of a page,
 * which is light or dark. A page scales it up without smoothing.
 *
 * @param gif animated, light, of a size to look at
 * @param width pixels across of all others, as is {@code height}
 * @param lightGif and {@code darkGif}: animated
 * @param lightStill and {@code darkStill}: PNGs of the last frame
 */
public record FilmPicture(
    FilmView view,
    byte[] gif,
    int width,
    int height,
    byte[] lightGif,
    byte[] darkGif,
    byte[] lightStill,
    byte[] darkStill) {
  /** Hundredths of a second: of the whole film, about; of a frame; of the last one. */
  private static final int LENGTH = 1200;

  private static final int SHORTEST = 6;
  private static final int LONGEST = 50;
  private static final int REST = 250;

  /** Pixels across of a file, and of what is scaled up by a page. */
  private static final int FILE = 320;

  private static final int PAGE = 100;

  /** Frames of what is a part of a page. */
  private static final int MOST_ON_PAGE = 60;

  /**
   * Draws all views of a film on one scale each.
   *
   * @throws IllegalArgumentException if it has no frames
   */
  public static List<FilmPicture> of(Film film) {
    if (film.frames().isEmpty()) {
      throw new IllegalArgumentException("a film without frames");
    }
    List<FilmPicture> pictures = new ArrayList<>();
    for (int i = 0; i < film.views().size(); i++) {
      pictures.add(of(film, i));
    }
    return pictures;
  }

  private static FilmPicture of(Film film, int index) {
    FilmView view = film.views().get(index);
    double strongest = strongest(film, index);
    Drawing large =
        Drawing.of(
            film, index, new FilmCanvas(view, film.epochs(), strongest, FILE), Film.MOST_FRAMES);
    Drawing small =
        Drawing.of(film, index, new FilmCanvas(view, film.epochs(), strongest, PAGE), MOST_ON_PAGE);
    return new FilmPicture(
        view,
        large.gif(FilmColours.LIGHT),
        small.canvas.width(),
        small.canvas.height(),
        small.gif(FilmColours.LIGHT),
        small.gif(FilmColours.DARK),
        small.still(FilmColours.LIGHT),
        small.still(FilmColours.DARK));
  }

  /** The frames of a view in one size, still without colours. */
  private record Drawing(FilmStyle style, FilmCanvas canvas, List<byte[]> frames) {
    static Drawing of(Film film, int index, FilmCanvas canvas, int most) {
      List<byte[]> frames = new ArrayList<>();
      int all = film.frames().size();
      for (int i = 1; i <= all; i++) {
        if (Film.isOneOf(i, all, most)) {
          FilmFrame frame = film.frames().get(i - 1);
          frames.add(canvas.draw(frame.epoch(), frame.values().get(index)));
        }
      }
      return new Drawing(film.views().get(index).style(), canvas, frames);
    }

    private AnimatedGif coloured(FilmColours colours) {
      return new AnimatedGif(canvas.width(), canvas.height(), colours.model(style));
    }

    byte[] gif(FilmColours colours) {
      int delay = Math.max(SHORTEST, Math.min(LONGEST, LENGTH / frames.size()));
      return coloured(colours).encode(frames, delay, REST);
    }

    byte[] still(FilmColours colours) {
      return png(coloured(colours).image(frames.get(frames.size() - 1)));
    }
  }

  /** The largest count; of weights, what one in a hundred of a frame's exceeds in some frame. */
  private static double strongest(Film film, int index) {
    double strongest = 0;
    for (FilmFrame frame : film.frames()) {
      float[] sizes = frame.values().get(index).clone();
      int count = 0;
      for (float value : sizes) {
        if (value != 0 && Float.isFinite(value)) {
          sizes[count++] = Math.abs(value);
        }
      }
      if (count > 0) {
        Arrays.sort(sizes, 0, count);
        boolean counts = film.views().get(index).style() == FilmStyle.COUNT;
        strongest = Math.max(strongest, sizes[counts ? count - 1 : count * 99 / 100]);
      }
    }
    return strongest == 0 ? 1 : strongest;
  }

  private static byte[] png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
