package org.sparsevd.machine;

import java.util.Optional;
import java.util.Set;
import org.sparsevd.machine.check.MatrixCheck;
import org.sparsevd.machine.check.SelfCheck;
import org.sparsevd.machine.code.Width;
import org.sparsevd.machine.matrix.MachineMatrices;
import org.sparsevd.machine.memory.Processor;
import org.sparsevd.machine.net.NetCompiler;
import org.sparsevd.machine.tile.CellCompiler;
import org.sparsevd.model.Model;
import org.sparsevd.runtime.machine.MachineCode;
import org.sparsevd.runtime.machine.NetFunction;
import org.sparsevd.runtime.machine.TileCode;
import org.sparsevd.runtime.matrix.MatrixKernels;
import org.sparsevd.runtime.matrix.VectorMatrices;

/**
 * Code for vectors of 256 bits, and of 512 where there are some. What computes layers is tried on
 * small ones first, once for each width.
 */
final class Vectors implements MachineCode {
  private final Processor processor;

  /** What differs for 256 and for 512 bits; null before it is known. */
  private final Found[] found = new Found[2];

  /** The same of layers over bytes. They are tried for nets that have some. */
  private final Found[] foundOfBytes = new Found[2];

  private MachineMatrices products;

  private record Found(Optional<String> difference) {}

  Vectors(Processor processor) {
    this.processor = processor;
  }

  @Override
  public Optional<NetFunction> net(Model model, Set<String> watched) {
    return NetCompiler.compile(model, watched, processor);
  }

  @Override
  public Optional<TileCode> tiles(int lanes) {
    TileCode code = code(lanes);
    return code == null || difference(code, lanes).isPresent()
        ? Optional.empty()
        : Optional.of(code);
  }

  @Override
  public Optional<TileCode> bytes(int lanes) {
    return tiles(lanes).filter(code -> byteDifference(code, lanes).isEmpty());
  }

  @Override
  public Optional<String> difference(int lanes) {
    TileCode code = code(lanes);
    if (code == null) {
      return Optional.empty();
    }
    Optional<String> floats = difference(code, lanes);
    return floats.isPresent() ? floats : byteDifference(code, lanes);
  }

  @Override
  public Optional<MatrixKernels> matrices(int lanes) {
    return tiles(lanes).isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(products(lanes)).map(MachineMatrices::another);
  }

  /** Those of one width, made once; null where there is no memory for code, or no Vector API. */
  private synchronized MachineMatrices products(int lanes) {
    Width width = lanes == Width.YMM.lanes() ? Width.YMM : Width.ZMM;
    if (products == null || !products.isFor(width)) {
      products = rest().flatMap(rest -> MachineMatrices.of(width, rest)).orElse(null);
    }
    return products;
  }

  /** Who computes the last columns; nobody where the module of the Vector API is not there. */
  private static Optional<VectorMatrices> rest() {
    try {
      return Optional.of(new VectorMatrices());
    } catch (LinkageError e) {
      return Optional.empty();
    }
  }

  /** Null where there are no such vectors. */
  private TileCode code(int lanes) {
    if (lanes == Width.YMM.lanes()) {
      return CellCompiler.of(Width.YMM, processor.avxVnni());
    }
    return lanes == Width.ZMM.lanes() && processor.avx512()
        ? CellCompiler.of(Width.ZMM, processor.vnni())
        : null;
  }

  private synchronized Optional<String> difference(TileCode code, int lanes) {
    int width = width(lanes);
    if (found[width] == null) {
      Optional<String> tiles = SelfCheck.difference(code, lanes);
      found[width] = new Found(tiles.isPresent() ? tiles : MatrixCheck.difference(products(lanes)));
    }
    return found[width].difference;
  }

  private synchronized Optional<String> byteDifference(TileCode code, int lanes) {
    int width = width(lanes);
    if (foundOfBytes[width] == null) {
      foundOfBytes[width] = new Found(SelfCheck.byteDifference(code, lanes));
    }
    return foundOfBytes[width].difference;
  }

  private static int width(int lanes) {
    return lanes == Width.YMM.lanes() ? 0 : 1;
  }
}
