package org.sparsevd.machine.tile;

/**
 * A job for each stream: one filter, or two that read the same values.
 *
 * @param stride floats from a channel of the output to the next
 */
record StreamJobs(CellShape shape, Streams streams, int stride) implements CellJobs {

  @Override
  public int count() {
    return streams.jobs();
  }

  @Override
  public int together() {
    return 1;
  }

  @Override
  public int filtersTogether() {
    return 1;
  }

  private int stream(int block, int job) {
    return block * count() + job;
  }

  @Override
  public int entries(int block, int job) {
    return streams.entries(stream(block, job));
  }

  @Override
  public void add(CellTable table, int block, int job) {
    int stream = stream(block, job);
    int filters = streams.filters();
    boolean full = (job + 1) * filters <= streams.outputs();
    float second = filters == 1 ? 0 : streams.bias(job, 1);
    int output = CellTable.bytes(Math.multiplyExact(job * filters, stride));
    int sums = CellTable.bytes(Math.multiplyExact(job, shape.sums() * shape.width().lanes()));
    table.begin(stream, streams.bias(job, 0), second, full, output, sums);
    for (int k = 0; k < streams.entries(stream); k++) {
      if (shape.loadsAhead()) {
        table.addWeight(streams.weight(stream, k, 0));
      }
      table.addOffset(streams.offset(stream, k));
      for (int f = 0; f < filters && !shape.loadsAhead(); f++) {
        table.addWeight(streams.weight(stream, k, f));
      }
    }
    table.end(stream);
  }

  @Override
  public byte[] code(CellEnding ending, Part part) {
    return new CellCode(shape, ending, part).write();
  }
}
