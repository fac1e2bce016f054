package org.sparsevd.machine.rows;

import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Operand;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;
import org.sparsevd.runtime.level.LevelMatrix;

/** How levels are multiplied by weights: as what they are packed, and how many columns at once. */
enum RowsProducts {
  /** Levels as signed words, weights widened as they are loaded. */
  WORDS(Short.BYTES, 2) {
    @Override
    void step(Assembler to, RowsShape shape, Gp levels, int level, Gp weights, int weight) {
      int half = shape.width().bytes() / 2;
      for (int part = 0; part < shape.parts(); part++) {
        to.load(Form.VPMOVSXBW, shape.free(part), Address.of(weights, weight + part * half));
      }
      Vec value = shape.free(shape.parts());
      Vec product = shape.free(shape.parts() + 1);
      for (int row = 0; row < shape.rows(); row++) {
        broadcast(to, value, levels, level + row * shape.rowBytes());
        for (int part = 0; part < shape.parts(); part++) {
          Vec sum = shape.sum(row, part);
          to.op(Form.VPMADDWD, product, value, shape.free(part));
          to.op(Form.VPADDD, sum, sum, product);
        }
      }
    }

    @Override
    void narrow(Assembler to, Gp table, Address target) {
      to.store(Form.VMOVUPS_STORE, target, Vec.ymm(0));
    }
  },

  /** Levels as bytes above the lowest one. Two products are added in 16 bits first. */
  BYTES(1, 4) {
    @Override
    void step(Assembler to, RowsShape shape, Gp levels, int level, Gp weights, int weight) {
      Vec value = shape.free(0);
      Vec product = shape.free(1);
      for (int row = 0; row < shape.rows(); row++) {
        broadcast(to, value, levels, level + row * shape.rowBytes());
        for (int part = 0; part < shape.parts(); part++) {
          Vec sum = shape.sum(row, part);
          Address at = Address.of(weights, weight + part * shape.width().bytes());
          to.op(Form.VPMADDUBSW, product, value, at);
          to.op(Form.VPMADDWD, product, product, shape.ones());
          to.op(Form.VPADDD, sum, sum, product);
        }
      }
    }
  },

  /** The same where an instruction adds four products to a sum. */
  FOURS(1, 4) {
    @Override
    void step(Assembler to, RowsShape shape, Gp levels, int level, Gp weights, int weight) {
      boolean widest = shape.width() == Width.ZMM;
      Form form = widest ? Form.VPDPBUSD_EVEX : Form.VPDPBUSD;
      boolean once = shape.rows() > 1;
      for (int part = 0; once && part < shape.parts(); part++) {
        to.load(Form.VMOVUPS, shape.free(part), at(shape, weights, weight, part));
      }
      for (int row = 0; row < shape.rows(); row++) {
        Vec value = shape.free(once ? shape.parts() + row % shape.values() : 0);
        broadcast(to, value, levels, level + row * shape.rowBytes());
        for (int part = 0; part < shape.parts(); part++) {
          Operand own = once ? shape.free(part) : at(shape, weights, weight, part);
          to.op(form, shape.sum(row, part), value, own);
        }
      }
    }

    private Address at(RowsShape shape, Gp weights, int weight, int part) {
      return Address.of(weights, weight + part * shape.width().bytes());
    }

    @Override
    int mostRows(Width width) {
      return width == Width.ZMM ? 13 : super.mostRows(width);
    }
  };

  private static final int ROWS = 6;

  private final int levelBytes;
  private final int columns;

  RowsProducts(int levelBytes, int columns) {
    this.levelBytes = levelBytes;
    this.columns = columns;
  }

  /** Vectors of the input whose sums registers hold. */
  int mostRows(Width width) {
    return ROWS;
  }

  /** Bytes of a packed level. */
  int levelBytes() {
    return levelBytes;
  }

  /** Columns of a step; a weight is a byte. */
  int columns() {
    return columns;
  }

  /** Steps between two looks at the count: a block of columns. */
  int steps() {
    return LevelMatrix.BLOCK / columns;
  }

  /** What packing adds to a level, for a lowest one that lies so far below zero. */
  int offset(int zero) {
    return levelBytes == 1 ? zero : 0;
  }

  /** Adds the products of some columns of all rows to the sums of all parts. */
  abstract void step(Assembler to, RowsShape shape, Gp levels, int level, Gp weights, int weight);

  /**
   * Makes 16 words what is multiplied, and stores them. Levels of a block then lie with its middle
   * quarters turned.
   */
  void narrow(Assembler to, Gp table, Address target) {
    Vec words = Vec.ymm(0);
    to.op(Form.VPADDSW, words, words, Address.of(table, RowsTable.OFFSET));
    to.op(Form.VPERM2F128, Vec.ymm(1), words, words, 1);
    to.op(Form.VPACKUSWB, words, words, Vec.ymm(1));
    to.store(Form.VMOVUPS_STORE, target, Vec.xmm(0));
  }

  private static void broadcast(Assembler to, Vec value, Gp levels, int at) {
    to.load(Form.VPBROADCASTD, value, Address.of(levels, at));
  }
}
