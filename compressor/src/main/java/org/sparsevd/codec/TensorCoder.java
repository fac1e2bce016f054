package org.sparsevd.codec;

import org.sparsevd.codec.entropy.BitCoder;
import org.sparsevd.codec.entropy.BitMeter;
import org.sparsevd.codec.entropy.Logistic;
import org.sparsevd.codec.entropy.RangeDecoder;
import org.sparsevd.codec.entropy.StreamLimit;
import org.sparsevd.tensor.CorruptTensorException;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Step;

/** One tensor: whether it has symbols at all, header, live rows and columns, symbols. */
final class TensorCoder {
  /** Sees each symbol before it is coded. */
  interface Observer {
    void symbol(MatrixCoder matrix, int row, int column, int symbol);
  }

  /** No lambda, which would cost a fresh JVM more time than reading a file. */
  private static final Observer NOBODY =
      new Observer() {
        @Override
        public void symbol(MatrixCoder matrix, int row, int column, int symbol) {}
      };

  private final Logistic logistic;

  TensorCoder(Logistic logistic) {
    this.logistic = logistic;
  }

  /** Writes a tensor to an encoder or meter. */
  void write(BitCoder coder, QuantizedTensor tensor, ColumnLayout grid) {
    write(coder, tensor, grid, NOBODY);
  }

  /** Writes a tensor before somebody's eyes. */
  void write(BitCoder coder, QuantizedTensor tensor, ColumnLayout grid, Observer observer) {
    coder.raw(tensor.nonZeros() > 0 ? 1 : 0, 1);
    if (tensor.nonZeros() == 0) {
      return;
    }
    if (tensor.rows() == 1) {
      writeVector(coder, tensor, observer);
    } else {
      writeMatrix(coder, tensor, grid, observer);
    }
  }

  private void writeMatrix(
      BitCoder coder, QuantizedTensor tensor, ColumnLayout grid, Observer observer) {
    MatrixCoder matrix = startMatrix(coder, tensor, grid);
    int[] columns = Lines.columns(tensor).indices();
    for (int row : Lines.rows(tensor).indices()) {
      matrix.startRow();
      int at = tensor.rowStart(row);
      int end = tensor.rowStart(row + 1);
      for (int rank = 0; rank < columns.length; rank++) {
        boolean live = at < end && tensor.columnIndex(at) == columns[rank];
        int symbol = live ? tensor.symbol(at) : 0;
        matrix.look(rank);
        observer.symbol(matrix, row, columns[rank], symbol);
        matrix.code(symbol);
        at += live ? 1 : 0;
      }
    }
  }

  /** Writes what stands in front of a matrix's symbols. */
  private MatrixCoder startMatrix(BitCoder coder, QuantizedTensor tensor, ColumnLayout grid) {
    Lines rows = Lines.rows(tensor);
    Lines columns = Lines.columns(tensor);
    int[] live = columns.indices();
    long positions = (long) rows.indices().length * live.length;
    Header header = Header.of(tensor.step(), tensor.nonZeros(), positions, false);
    header.write(coder, false);
    rows.code(coder, logistic, 0);
    columns.code(coder, logistic, grid.width());
    return new MatrixCoder(coder, logistic, header.prior(), grid, live, tensor.columns());
  }

  /** Writes a vector as it is or as differences, whichever is cheaper. */
  private void writeVector(BitCoder coder, QuantizedTensor tensor, Observer observer) {
    int[] symbols = tensor.toArray();
    int[] differences = new int[symbols.length];
    boolean fits = true;
    for (int i = 0; i < symbols.length; i++) {
      differences[i] = symbols[i] - (i == 0 ? 0 : symbols[i - 1]);
      fits &= Math.abs(differences[i]) <= MagnitudeModel.MOST;
    }
    BitMeter plain = new BitMeter(logistic);
    writeVector(plain, tensor, symbols, false, NOBODY);
    boolean smaller = false;
    if (fits) {
      BitMeter changes = new BitMeter(logistic);
      writeVector(changes, tensor, differences, true, NOBODY);
      smaller = changes.nats() < plain.nats();
    }
    writeVector(coder, tensor, smaller ? differences : symbols, smaller, observer);
  }

  private void writeVector(
      BitCoder coder,
      QuantizedTensor tensor,
      int[] symbols,
      boolean differences,
      Observer observer) {
    int live = 0;
    for (int symbol : symbols) {
      live += symbol == 0 ? 0 : 1;
    }
    Header header = Header.of(tensor.step(), live, symbols.length, differences);
    header.write(coder, true);
    MatrixCoder matrix = vectorCoder(coder, header, symbols.length);
    for (int i = 0; i < symbols.length; i++) {
      matrix.look(i);
      observer.symbol(matrix, 0, i, symbols[i]);
      matrix.code(symbols[i]);
    }
  }

  private MatrixCoder vectorCoder(BitCoder coder, Header header, int length) {
    int[] all = Lines.all(length);
    return new MatrixCoder(coder, logistic, header.prior(), ColumnLayout.NONE, all, length);
  }

  /** Reads a tensor of this shape, within the budget. */
  QuantizedTensor read(RangeDecoder coder, Shape shape, ColumnLayout grid, StreamLimit budget)
      throws CorruptTensorException {
    int columns = shape.size() / shape.dim(0);
    budget.takeLines(coder, (long) shape.dim(0) + columns);
    Symbols symbols = new Symbols(shape.dim(0));
    if (coder.raw(0, 1) == 0) {
      return symbols.toTensor(shape, new Step(0));
    }
    boolean vector = shape.dim(0) == 1;
    Header header = Header.read(coder, vector);
    if (vector) {
      readVector(coder, header, columns, budget, symbols);
    } else {
      readMatrix(coder, shape, grid, header, budget, symbols);
    }
    return symbols.toTensor(shape, header.step());
  }

  private void readMatrix(
      RangeDecoder coder,
      Shape shape,
      ColumnLayout grid,
      Header header,
      StreamLimit budget,
      Symbols symbols)
      throws CorruptTensorException {
    int width = shape.size() / shape.dim(0);
    Lines liveRows = new Lines(shape.dim(0));
    liveRows.code(coder, logistic, 0);
    Lines liveColumns = new Lines(width);
    liveColumns.code(coder, logistic, grid.width());
    int[] rows = liveRows.indices();
    int[] columns = liveColumns.indices();
    budget.takePositions(coder, (long) rows.length * columns.length);
    MatrixCoder matrix = new MatrixCoder(coder, logistic, header.prior(), grid, columns, width);
    for (int row : rows) {
      matrix.startRow();
      for (int rank = 0; rank < columns.length; rank++) {
        matrix.look(rank);
        int symbol = matrix.code(0);
        budget.checkDecisions(coder);
        if (symbol != 0) {
          symbols.add(row, columns[rank], symbol);
        }
      }
    }
  }

  private void readVector(
      RangeDecoder coder, Header header, int length, StreamLimit budget, Symbols symbols)
      throws CorruptTensorException {
    MatrixCoder matrix = vectorCoder(coder, header, length);
    int previous = 0;
    for (int i = 0; i < length; i++) {
      matrix.look(i);
      int symbol = matrix.code(0);
      budget.checkDecisions(coder);
      if (header.differences()) {
        symbol += previous;
        if (Math.abs(symbol) > MagnitudeModel.MOST) {
          throw new CorruptTensorException(
              coder.offset(),
              "element " + i + " has the symbol " + symbol + ", which is too large");
        }
        previous = symbol;
      }
      if (symbol != 0) {
        symbols.add(0, i, symbol);
      }
    }
  }
}
