package org.sparsevd.machine.bytes;

import org.sparsevd.machine.bytes.ByteJobs.Bin;
import org.sparsevd.machine.bytes.JobLayout.What;
import org.sparsevd.runtime.tile.bytes.ByteConvolution;
import org.sparsevd.runtime.tile.bytes.ByteEnding;
import org.sparsevd.runtime.tile.bytes.ByteLanes;

/** Puts the jobs of a convolution into a table. */
public record JobTable(ByteConvolution layer, ByteShape shape, ByteJobs jobs) {

  /** The table, without constants and groups. */
  ByteTable fill(int groups, int chunk) {
    JobLayout layout = jobs.layout();
    int all = jobs.count() * jobs.blocks();
    ByteTable table = new ByteTable(groups, chunk, all, layout.bytes(), jobs.bytes());
    for (int job = 0; job < all; job++) {
      numbers(table, layout, layer, job, job % jobs.count() * layout.filters());
      for (int i = 0; i < layout.streams(); i++) {
        stream(table, job, i);
      }
    }
    return table;
  }

  /**
   * Puts what is said of the filters of a job.
   *
   * @param first of these filters
   */
  public static void numbers(
      ByteTable table, JobLayout layout, ByteConvolution layer, int job, int first) {
    boolean bytes = layer.ending().levels() != null;
    int plane = bytes ? first / ByteLanes.CHANNELS : first;
    int output = Math.multiplyExact(plane, layer.out().tiling().stride());
    table.set(job, JobLayout.OUTPUT, ByteTable.bytes(output));
    for (int i = 0; i < layout.filters() && first + i < layer.filters(); i++) {
      numbers(new Place(table, layout, job, i), layer.ending(), first + i);
    }
  }

  private static void numbers(Place place, ByteEnding ending, int filter) {
    place.set(What.SCALE, ending.scale()[filter]);
    place.set(What.SHIFT, ending.shift()[filter]);
    if (ending.between() != null) {
      place.set(What.AGAIN_SCALE, ending.between().scale()[filter]);
      place.set(What.AGAIN_SHIFT, ending.between().shift()[filter]);
    }
    if (ending.residual() != null) {
      place.set(What.OTHER_SCALE, ending.residual().scale()[filter]);
      place.set(What.OTHER_SHIFT, ending.residual().shift()[filter]);
    }
  }

  /** Where the numbers of a filter of a job go. */
  private record Place(ByteTable table, JobLayout layout, int job, int filter) {
    void set(What what, float value) {
      table.set(job, JobLayout.number(what, filter, layout.filters()), value);
    }
  }

  private void stream(ByteTable table, int job, int number) {
    int at = jobs.layout().stream(number);
    int stream = job * jobs.layout().streams() + number;
    int own = stream % jobs.filters().size();
    int sums = Math.multiplyExact(own, shape.sums() * shape.width().lanes());
    table.set(job, at + JobLayout.START, table.end());
    table.set(job, at + JobLayout.SUMS, ByteTable.bytes(Math.addExact(layer.sums(), sums)));
    table.set(job, at + JobLayout.MORE, number < jobs.layout().streams() - 1 ? 1 : 0);
    int[] filters = jobs.filters().get(own);
    for (int i = 0; i < filters.length; i++) {
      int start = filters[i] < layer.filters() ? layer.starts()[filters[i]] : 0;
      table.set(job, at + JobLayout.bias(i), start);
    }
    int[] counts = new int[ByteShape.TOGETHER + 1];
    for (Bin bin : jobs.bins().get(stream)) {
      counts[bin.columns().length]++;
      if (shape.loadsAhead()) {
        table.add(bin.weights()[0]);
        table.add(ByteTable.bytes(layer.offset(bin.columns()[0])));
        continue;
      }
      for (int column : bin.columns()) {
        table.add(ByteTable.bytes(layer.offset(column)));
      }
      for (int weight : bin.weights()) {
        table.add(weight);
      }
    }
    for (int entries = 1; entries < counts.length; entries++) {
      table.set(job, at + JobLayout.counts(entries), counts[entries]);
    }
  }
}
