package org.sparsevd.runtime.layout;

import java.util.Arrays;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;

/** Works out which rows a {@code Border} copies and what it fills. */
public final class BorderPlan {
  private final ImageLayout layout;
  private final Shape image;
  private final Window window;
  private final RowCopies[] groups;
  private int[] gaps = new int[64];
  private int gapCount;

  public BorderPlan(ImageLayout layout) {
    this.layout = layout;
    this.image = layout.image();
    this.window = layout.window();
    this.groups = new RowCopies[layout.groups()];
    for (int group = 0; group < groups.length; group++) {
      groups[group] = rows(group);
    }
  }

  public RowCopies[] groups() {
    return groups;
  }

  /** Gaps of one float. */
  public int[] points() {
    int[] points = new int[gapCount / 2];
    int count = 0;
    for (int gap = 0; gap < gapCount; gap += 2) {
      if (gaps[gap + 1] - gaps[gap] == 1) {
        points[count++] = gaps[gap];
      }
    }
    return Arrays.copyOf(points, count);
  }

  /** Starts and ends of the others. */
  public int[] gaps() {
    int[] longer = new int[gapCount];
    int count = 0;
    for (int gap = 0; gap < gapCount; gap += 2) {
      if (gaps[gap + 1] - gaps[gap] > 1) {
        longer[count++] = gaps[gap];
        longer[count++] = gaps[gap + 1];
      }
    }
    return Arrays.copyOf(longer, count);
  }

  private RowCopies rows(int group) {
    int stride = window.strideWidth();
    int width = image.dim(2);
    int first = layout.firstColumn(group);
    int before = first >= 0 ? 0 : Math.min(layout.pitch(), (stride - 1 - first) / stride);
    int column = first + before * stride;
    int inside = column >= width ? 0 : (width - column + stride - 1) / stride;
    inside = Math.min(inside, layout.pitch() - before);
    int rows = layout.height();
    int[] sources = new int[image.dim(0) * rows];
    int[] targets = new int[sources.length];
    int[] within = inside == 0 ? new int[rows] : rowsAt();
    int block = layout.block();
    int pitch = layout.pitch() * block;
    int length = inside * block;
    int height = image.dim(1);
    int count = 0;
    for (int channel = 0; channel < image.dim(0); channel++) {
      int start = channel * layout.channelSize() + layout.row(group, 0);
      for (int place = 0; place < rows; place++) {
        int row = within[place] - 1;
        if (row < 0) {
          gap(start, start + pitch);
        } else {
          int target = start + before * block;
          sources[count] = ((channel * height + row) * width + column) * block;
          targets[count++] = target;
          gap(start, target);
          gap(target + length, start + pitch);
        }
        start += pitch;
      }
    }
    return new RowCopies(Arrays.copyOf(sources, count), Arrays.copyOf(targets, count), length);
  }

  /** One more than the row of the image that lies at each place of a group; 0 where none does. */
  private int[] rowsAt() {
    int[] rows = new int[layout.height()];
    for (int place = 0; place < rows.length; place++) {
      int row = layout.rowAt(place) - window.padTop() + 1;
      rows[place] = row < 0 || row > image.dim(1) ? 0 : row;
    }
    return rows;
  }

  /** Adds a gap, or makes the last one longer. */
  private void gap(int start, int end) {
    if (start == end) {
      return;
    }
    if (gapCount > 0 && gaps[gapCount - 1] == start) {
      gaps[gapCount - 1] = end;
      return;
    }
    if (gapCount == gaps.length) {
      gaps = Arrays.copyOf(gaps, 2 * gapCount);
    }
    gaps[gapCount++] = start;
    gaps[gapCount++] = end;
  }
}
