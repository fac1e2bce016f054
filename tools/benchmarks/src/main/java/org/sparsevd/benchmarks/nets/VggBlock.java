package org.sparsevd.benchmarks.nets;

import java.util.List;

/**
 * Convolutions of the VGG-like net between two poolings.
 *
 * @param number of the block, from 1
 * @param filters of each convolution
 * @param live filters of each
 * @param nonZeros weights of each
 */
record VggBlock(int number, int filters, int[] live, int[] nonZeros) {
  static final List<VggBlock> ALL =
      List.of(
          new VggBlock(1, 64, new int[] {64, 62}, new int[] {1_040, 17_900}),
          new VggBlock(2, 128, new int[] {128, 126}, new int[] {32_000, 58_000}),
          new VggBlock(3, 256, new int[] {234, 155, 31}, new int[] {80_000, 71_000, 10_800}),
          new VggBlock(4, 512, new int[] {81, 76, 9}, new int[] {5_700, 6_700, 1_550}),
          new VggBlock(5, 512, new int[] {138, 101, 413}, new int[] {2_250, 6_300, 11_300}));
}
