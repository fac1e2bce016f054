package org.sparsevd.machine.tile;

import org.sparsevd.runtime.layout.SparseFilters;

/** Filters one by one. */
record SingleStreams(SparseFilters all) implements Streams {

  @Override
  public int filters() {
    return 1;
  }

  @Override
  public int jobs() {
    return all.count();
  }

  @Override
  public int blocks() {
    return all.blocks();
  }

  @Override
  public int outputs() {
    return all.count();
  }

  @Override
  public int entries(int stream) {
    return all.starts()[stream + 1] - all.starts()[stream];
  }

  @Override
  public int offset(int stream, int entry) {
    return all.offsets()[all.starts()[stream] + entry];
  }

  @Override
  public float weight(int stream, int entry, int filter) {
    return all.weights()[all.starts()[stream] + entry];
  }

  @Override
  public float bias(int job, int filter) {
    return all.bias()[job];
  }
}
