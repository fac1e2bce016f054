package org.sparsevd.runtime.layout;

import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;

/**
 * An image cut into {@code count * count} phases: the one at {@code (v, u)} holds every {@code
 * count}-th pixel of every {@code count}-th row, from row {@code v} and column {@code u} on. Four
 * neighbours that a pooling by two compares are then in four phases at the same place. So their
 * maximum needs no shuffle. What is pooled is an image in phases again, half as many each way.
 *
 * @param count phases in each direction
 * @param rows of a phase
 * @param pitch floats from a row of a phase to the next
 */
public record ImagePhases(int channels, int count, int rows, int pitch) {

  /** The phases of an image with the border that a window wants. */
  public static ImagePhases of(Shape image, Window window, int count) {
    int rows = image.dim(1) + window.padTop() + window.padBottom();
    int columns = image.dim(2) + window.padLeft() + window.padRight();
    return new ImagePhases(image.dim(0), count, (rows - 1) / count + 1, (columns - 1) / count + 1);
  }

  /** The phases of an image that was found from this one by pooling by two. */
  public ImagePhases pooled(Shape image) {
    return new ImagePhases(image.dim(0), count / 2, (image.dim(1) - 1) * 2 / count + 1, pitch);
  }

  /** Floats from a phase to the next. */
  public int phaseSize() {
    return rows * pitch;
  }

  /** Floats of all phases, and of what is read behind the last one for places of no interest. */
  public int size() {
    return (channels * count * count + 1) * phaseSize() + 2 * pitch;
  }

  /**
   * Floats of a phase that pixels of an image of this size lie in, gaps between its rows included.
   */
  public int length(Shape image) {
    return (rows - 1) * pitch + (image.dim(2) - 1) / count + 1;
  }

  /** Where a pixel lies. */
  public int place(int channel, int row, int column) {
    int phase = (channel * count + row % count) * count + column % count;
    return phase * phaseSize() + row / count * pitch + column / count;
  }

  /**
   * For each float the pixel of a plain image that it is; -1 for the border.
   *
   * @param window whose border the phases have
   */
  public int[] sources(Shape image, Window window) {
    int[] sources = new int[channels * count * count * phaseSize()];
    for (int i = 0; i < sources.length; i++) {
      int phase = i / phaseSize();
      int row = i % phaseSize() / pitch * count + phase / count % count - window.padTop();
      int column = i % pitch * count + phase % count - window.padLeft();
      boolean inside = row >= 0 && row < image.dim(1) && column >= 0 && column < image.dim(2);
      int channel = phase / (count * count);
      sources[i] = inside ? (channel * image.dim(1) + row) * image.dim(2) + column : -1;
    }
    return sources;
  }

  /** For each pixel of a plain image of this size where it lies. */
  public int[] places(Shape image) {
    int[] places = new int[image.size()];
    for (int i = 0; i < places.length; i++) {
      int row = i / image.dim(2);
      places[i] = place(row / image.dim(1), row % image.dim(1), i % image.dim(2));
    }
    return places;
  }
}
