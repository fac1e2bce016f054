package org.sparsevd.report.film;

import java.util.ArrayList;
import java.util.List;

/**
 * Some weights of a run, epoch by epoch.
 *
 * @param run which run it is of: a film is never gone on with by another
 * @param epochs of the whole run
 * @param views the same in all frames
 * @param frames by epoch, ascending; at most {@link #MOST_FRAMES}
 */
public record Film(String run, int epochs, List<FilmView> views, List<FilmFrame> frames) {
  /** A longer run keeps every second or third epoch, and so on; its last one always. */
  public static final int MOST_FRAMES = 150;

  private static final int MOST_VIEWS = 4;

  /**
   * A film whose parts fit each other.
   *
   * @throws IllegalArgumentException if they do not; the message says what was expected
   */
  public Film {
    views = List.copyOf(views);
    frames = List.copyOf(frames);
    if (epochs < 1 || views.isEmpty() || views.size() > MOST_VIEWS) {
      throw new IllegalArgumentException(
          "expected epochs and 1 to " + MOST_VIEWS + " views, found " + epochs + ", " + views);
    }
    int before = 0;
    for (FilmFrame frame : frames) {
      if (frame.epoch() <= before || frame.epoch() > epochs || !keeps(frame.epoch(), epochs)) {
        throw new IllegalArgumentException(
            "no frame is expected of epoch " + frame.epoch() + " after " + before);
      }
      before = frame.epoch();
      for (int i = 0; i < views.size(); i++) {
        int found = i < frame.values().size() ? frame.values().get(i).length : 0;
        if (found != views.get(i).size()) {
          throw new IllegalArgumentException(
              views.get(i).name() + " has " + views.get(i).size() + " values, found " + found);
        }
      }
    }
  }

  /**
   * Whether a frame is kept of this epoch, counted from 1. It depends on nothing else, so a run
   * that was stopped keeps the same ones.
   */
  public static boolean keeps(int epoch, int epochs) {
    return isOneOf(epoch, epochs, MOST_FRAMES);
  }

  /** Whether the {@code i}-th of so many, from 1, is one of {@code most} that lie evenly. */
  static boolean isOneOf(int i, int all, int most) {
    return all <= most || (long) i * most / all != (i - 1L) * most / all;
  }

  /** The film until after this epoch. */
  public Film upTo(int epoch) {
    List<FilmFrame> earlier = new ArrayList<>(frames);
    earlier.removeIf(frame -> frame.epoch() > epoch);
    return new Film(run, epochs, views, earlier);
  }
}
