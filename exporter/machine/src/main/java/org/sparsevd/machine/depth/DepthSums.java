package org.sparsevd.machine.depth;

import java.util.Optional;
import org.sparsevd.machine.bytes.ByteProducts;
import org.sparsevd.machine.bytes.ByteShape;
import org.sparsevd.machine.bytes.Clamps;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.runtime.tile.bytes.ByteDepthwise;

/** Writes what a depthwise layer does at a group of cells. */
public sealed interface DepthSums permits DepthTaps, DepthColumns {
  /** Vectors of sums for a cell. */
  int PARTS = 4;

  /** What takes the least time for a layer. */
  static DepthSums of(ByteProducts products, ByteDepthwise layer) {
    Clamps clamps = Clamps.of(layer);
    Optional<DepthColumns> columns = DepthColumns.of(products, layer, clamps);
    return columns.isPresent() ? columns.get() : DepthTaps.of(products, layer, clamps);
  }

  /** The cells of a group. */
  ByteShape shape();

  DepthJobs jobs();

  /** Loads what stays in registers for all groups of four channels. */
  void begin(Assembler to);

  /** Computes a group, from where {@link DepthCode#READ} and {@link DepthCode#WRITE} point. */
  void write(Assembler to);
}
