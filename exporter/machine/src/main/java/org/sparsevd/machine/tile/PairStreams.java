package org.sparsevd.machine.tile;

import org.sparsevd.runtime.tile.PairedFilters;

/** Filters in pairs that read the same values. */
record PairStreams(PairedFilters all) implements Streams {

  @Override
  public int filters() {
    return 2;
  }

  @Override
  public int jobs() {
    return all.pairs();
  }

  @Override
  public int blocks() {
    return all.blocks();
  }

  @Override
  public int outputs() {
    return all.filters();
  }

  @Override
  public int entries(int stream) {
    return all.starts()[stream + 1] - all.starts()[stream];
  }

  @Override
  public int offset(int stream, int entry) {
    return all.offsets()[all.places()[stream] + entry];
  }

  @Override
  public float weight(int stream, int entry, int filter) {
    return all.weights()[2 * (all.starts()[stream] + entry) + filter];
  }

  @Override
  public float bias(int job, int filter) {
    return all.bias()[2 * job + filter];
  }
}
