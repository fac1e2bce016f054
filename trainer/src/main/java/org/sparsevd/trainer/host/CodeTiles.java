package org.sparsevd.trainer.host;

import org.sparsevd.trainer.host.memory.ThreadFloats;
import org.sparsevd.trainer.host.tiles.Panels;
import org.sparsevd.vector.ProductCode;

/** One thread's share of a matrix product, by machine code. */
final class CodeTiles {
  private final ProductCode code;
  private final ThreadFloats scratch = new ThreadFloats();

  CodeTiles(ProductCode code) {
    this.code = code;
  }

  /** See {@link TileProduct#run}. */
  void run(
      TileProduct.RowBlock rows,
      Panels panels,
      int depth,
      int from,
      int to,
      TileProduct.Right right,
      TileProduct.Target target) {
    int count = rows.end() - rows.first();
    int most = (rows.to() - rows.from()) * code.panelRows();
    ProductCode.Panels left =
        new ProductCode.Panels(
            panels.data(), panels.at(rows.from(), 0), depth, Math.min(count, most));
    int[] places = new int[depth + left.rows()];
    if (right instanceof TileProduct.Rows x) {
      System.arraycopy(x.offsets(), 0, places, 0, depth);
      System.arraycopy(target.rowAt(), rows.first(), places, depth, left.rows());
      inPlace(left, from, to, x, target, places);
    } else {
      byCopies(left, rows.first(), from, to, right, target, places);
    }
  }

  private void inPlace(
      ProductCode.Panels left,
      int from,
      int to,
      TileProduct.Rows x,
      TileProduct.Target target,
      int[] places) {
    int most = Math.min(code.tileVectors(), target.apart() / code.lanes());
    for (int j = from; j < to; ) {
      int vectors = Math.min(most, (to - j) / code.lanes());
      int width = vectors * code.lanes();
      int tiles = (to - j) / width;
      ProductCode.Right columns = new ProductCode.Right(x.x(), x.shift() + j, vectors, tiles);
      ProductCode.Right sums =
          new ProductCode.Right(target.c(), target.shift() + j, vectors, tiles);
      code.tiles(left, columns, places, sums, target.add());
      j += tiles * width;
    }
  }

  /** Packs columns first. Those that do not fill a vector go by a tile of their own. Sets sums. */
  private void byCopies(
      ProductCode.Panels left,
      int firstRow,
      int from,
      int to,
      TileProduct.Right right,
      TileProduct.Target target,
      int[] places) {
    int depth = left.depth();
    int lanes = code.lanes();
    float[] b = scratch.atLeast(depth * code.tileVectors() * lanes);
    for (int j = from; j < to; ) {
      int vectors = Math.max(1, Math.min(code.tileVectors(), (to - j) / lanes));
      int width = vectors * lanes;
      int used = Math.min(width, to - j);
      right.pack(j, width, used, depth, b);
      for (int k = 0; k < depth; k++) {
        places[k] = k * width;
      }
      boolean direct = used == width;
      float[] c = direct ? target.c() : new float[left.rows() * width];
      for (int r = 0; r < left.rows(); r++) {
        places[depth + r] = direct ? target.rowAt()[firstRow + r] + target.shift() + j : r * width;
      }
      ProductCode.Right columns = new ProductCode.Right(b, 0, vectors, 1);
      ProductCode.Right sums = new ProductCode.Right(c, 0, vectors, 1);
      code.tiles(left, columns, places, sums, false);
      if (!direct) {
        TileProduct.store(c, width, used, firstRow, left.rows(), j, target);
      }
      j += width;
    }
  }
}
