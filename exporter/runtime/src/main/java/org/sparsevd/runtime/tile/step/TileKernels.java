package org.sparsevd.runtime.tile.step;

import org.sparsevd.runtime.share.Share;

/**
 * The inner loops over images in tiles, each a thread's share of a step. All of them start a sum
 * with its bias and add its products in the order of the weights, fused. So they give the bits of
 * kernels on other layouts.
 */
public interface TileKernels {
  void run(SparseTiles layer, float[] memory, int at, Share share);

  void run(PairedTiles layer, float[] memory, int at, Share share);

  void run(DepthTiles layer, float[] memory, int at, Share share);

  void run(MaxTiles pooling, float[] memory, int at, Share share);

  void run(HaloTiles halo, float[] memory, int at, Share share);

  void run(MapTiles map, float[] memory, int at, Share share);

  void run(SumTiles sum, float[] memory, int at, Share share);
}
