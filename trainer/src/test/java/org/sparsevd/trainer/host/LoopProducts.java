package org.sparsevd.trainer.host;

import org.sparsevd.trainer.host.tiles.VectorDots;
import org.sparsevd.vector.ProductCode;

/**
 * What machine code computes for the trainer, in plain loops: tests without a machine of its own.
 */
final class LoopProducts implements ProductCode {
  private static final int SIDE = 4;

  /** {@code B^T}: what four pixels become. */
  private static final int[][] INPUT = {{1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, 1, 0, -1}};

  /** {@code A^T}: what four points become. */
  private static final int[][] OUTPUT = {{1, 1, 1, 0}, {0, 1, -1, -1}};

  /** {@code A}, the last row of the other sign: what two pixels' gradients become. */
  private static final int[][] GRADIENT = {{1, 0}, {1, 1}, {1, -1}, {0, 1}};

  private final int lanes;

  LoopProducts(int lanes) {
    this.lanes = lanes;
  }

  @Override
  public int lanes() {
    return lanes;
  }

  @Override
  public int panelRows() {
    return lanes / 2;
  }

  @Override
  public int tileVectors() {
    return 3;
  }

  @Override
  public int dotRows() {
    return VectorDots.rows();
  }

  @Override
  public int dotColumns() {
    return VectorDots.columns();
  }

  @Override
  public void tiles(Panels left, Right right, int[] places, Right target, boolean add) {
    for (int r = 0; r < left.rows(); r++) {
      for (int j = 0; j < right.vectors() * right.tiles() * lanes; j++) {
        int at = target.at() + places[left.depth() + r] + j;
        float sum = add ? target.data()[at] : 0;
        for (int k = 0; k < left.depth(); k++) {
          sum = Math.fma(weight(left, 0, r, k), right.data()[right.at() + places[k] + j], sum);
        }
        target.data()[at] = sum;
      }
    }
  }

  private float weight(Panels left, int start, int row, int k) {
    int panel = row / panelRows() * left.depth() * panelRows();
    return left.data()[start + left.at() + panel + k * panelRows() + row % panelRows()];
  }

  @Override
  public void square(Panels left, int step, Planes x, Planes y, int vectors) {
    for (int image = 0; image < vectors * lanes; image++) {
      float[][] points = new float[left.depth()][];
      for (int c = 0; c < left.depth(); c++) {
        points[c] = both(INPUT, pixels(x, c, SIDE, image), SIDE);
      }
      for (int o = 0; o < left.rows(); o++) {
        float[] sums = new float[POINTS];
        for (int p = 0; p < POINTS; p++) {
          for (int c = 0; c < left.depth(); c++) {
            sums[p] = Math.fma(weight(left, p * step, o, c), points[c][p], sums[p]);
          }
        }
        float[] found = both(OUTPUT, sums, SIDE);
        for (int i = 0; i < found.length; i++) {
          y.data()[place(y, o, i / 2, i % 2, image)] = found[i];
        }
      }
    }
  }

  @Override
  public void squareGradient(Square square, float[] sums, int at) {
    int rowLength = (square.channels() + lanes - 1) / lanes * lanes;
    for (int image = 0; image < square.vectors() * lanes; image++) {
      for (int o = 0; o < square.filters(); o++) {
        float[] gradient = both(GRADIENT, pixels(square.dy(), o, 2, image), 2);
        for (int c = 0; c < square.channels(); c++) {
          float[] points = both(INPUT, pixels(square.x(), c, SIDE, image), SIDE);
          for (int p = 0; p < POINTS; p++) {
            int to = at + (p * square.filters() + o) * rowLength + c;
            sums[to] = Math.fma(gradient[p], points[p], sums[to]);
          }
        }
      }
    }
  }

  private static float[] pixels(Planes p, int channel, int side, int image) {
    float[] pixels = new float[side * side];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = p.data()[place(p, channel, i / side, i % side, image)];
    }
    return pixels;
  }

  private static int place(Planes p, int channel, int row, int column, int image) {
    return p.at() + channel * p.channel() + row * p.row() + column * p.pixel() + image;
  }

  /** A matrix times a square times the matrix's transpose. */
  private static float[] both(int[][] matrix, float[] square, int side) {
    int rows = matrix.length;
    float[][] half = new float[rows][side];
    for (int i = 0; i < rows; i++) {
      for (int x = 0; x < side; x++) {
        for (int y = 0; y < side; y++) {
          half[i][x] += matrix[i][y] * square[y * side + x];
        }
      }
    }
    float[] found = new float[rows * rows];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < rows; j++) {
        for (int x = 0; x < side; x++) {
          found[i * rows + j] += matrix[j][x] * half[i][x];
        }
      }
    }
    return found;
  }

  @Override
  public void dots(
      Blocks blocks, float[] x, int xAt, int[] places, float[] sums, int sumsAt, int sumsStride) {
    for (int block = 0; block < blocks.count(); block++) {
      for (int r = 0; r < dotRows(); r++) {
        for (int c = 0; c < dotColumns(); c++) {
          for (int i = 0; i < blocks.runs() * blocks.vectors() * lanes; i++) {
            int vector = i / lanes;
            int run = vector / blocks.vectors();
            int sum = sumsAt + block * sumsStride + (r * dotColumns() + c) * lanes + i % lanes;
            int row = blocks.at() + block * blocks.stride() + (vector * dotRows() + r) * lanes;
            int column = run * blocks.xStride() + vector % blocks.vectors() * lanes;
            sums[sum] =
                Math.fma(
                    blocks.data()[row + i % lanes],
                    x[xAt + places[c] + column + i % lanes],
                    sums[sum]);
          }
        }
      }
    }
  }
}
