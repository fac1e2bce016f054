package org.sparsevd.runtime.machine;

import java.util.Optional;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.runtime.matrix.MatrixKernels;

/** Makes code for nets, at load. Safe to share between threads. */
public interface MachineCode {
  /**
   * One function for a whole net: a chain of layers that takes a few microseconds. Its results have
   * the same bits as those of plain Java with fused products.
   *
   * @param model from one input of floats to one output of floats, of fixed shapes
   * @param watched values whose size has to be looked at as the model runs, by the names under
   *     which layers read them
   * @return nothing where the net is another one, or too large, or memory cannot be had
   */
  Optional<NetFunction> net(Model model, Set<String> watched);

  /**
   * Code for single layers over images in tiles.
   *
   * @param lanes tiles of an image
   * @return nothing where there is no code for so many lanes
   */
  Optional<TileCode> tiles(int lanes);

  /**
   * The same where it also computes layers over bytes and levels, which are tried at first use.
   *
   * @param lanes tiles of an image
   * @return nothing where there is no code for so many lanes, or not for bytes
   */
  Optional<TileCode> bytes(int lanes);

  /**
   * Products of matrices, for one step; with the bits of plain Java with fused products.
   *
   * @param lanes of a vector
   * @return nothing where there is no code for so many lanes
   */
  Optional<MatrixKernels> matrices(int lanes);

  /**
   * What code for vectors of so many lanes computes otherwise than plain Java on this processor, so
   * that it is not used; nothing where all is as it should be. Tried once.
   */
  Optional<String> difference(int lanes);
}
