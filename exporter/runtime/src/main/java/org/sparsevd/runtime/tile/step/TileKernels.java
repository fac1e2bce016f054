package org.sparsevd.runtime.tile.step;

/**
 * The inner loops over images in tiles. All of them start a sum with its bias and add its products
 * in the order of the weights, fused. So they give the bits of kernels on other layouts.
 */
public interface TileKernels {
  void run(SparseTiles layer, float[] memory, int at);

  void run(PairedTiles layer, float[] memory, int at);

  void run(DepthTiles layer, float[] memory, int at);

  void run(MaxTiles pooling, float[] memory, int at);

  void run(HaloTiles halo, float[] memory, int at);

  void run(MapTiles map, float[] memory, int at);

  void run(SumTiles sum, float[] memory, int at);
}
