package org.sparsevd.machine.net;

import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Condition;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Label;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;
import org.sparsevd.tensor.SparseTensor;

/**
 * Sparse filters over an image in phases, pooled by two: a loop over jobs, and in it one over the
 * weights of a filter. A job is a filter and a phase of the result. Its sums, four phases of up to
 * three vectors, stay in registers while the weights stream by. Each weight comes with the four
 * places that it multiplies.
 */
final class FilterCode implements FiltersCode {
  /** Phases that are compared. */
  private static final int SQUARE = 4;

  /** Vectors of each phase at a time. */
  private static final int MOST = 3;

  private static final int WEIGHT = SQUARE * MOST;
  private static final Gp[] OFFSETS = {Gp.RAX, Gp.RCX, Gp.RDX, Gp.RBX};
  private static final int ENTRY = (1 + SQUARE) * Integer.BYTES;
  private static final int JOB = 4 * Integer.BYTES;

  private final Assembler to;
  private final Width width;
  private final Filters filters;
  private final Phases in;
  private final PhaseEnding ending;
  private final Words jobs = new Words();
  private final Words stream = new Words();

  FilterCode(Assembler to, Width width, Filters filters, Phases in, PhaseEnding ending) {
    this.to = to;
    this.width = width;
    this.filters = filters;
    this.in = in;
    this.ending = ending;
  }

  /** Rows of a phase of the result. */
  static int foundRows(Filters filters, Phases in) {
    return (filters.pooled().dim(1) - 1) / (in.count() / 2) + 1;
  }

  /** Vectors of a phase of the result, as it is found. */
  static int vectors(Filters filters, Phases in) {
    return (foundRows(filters, in) * in.pitch() + in.lanes() - 1) / in.lanes();
  }

  /** Vectors that are multiplied and added. */
  static long products(Filters filters, Phases in) {
    long weights = (long) filters.conv().weight().nonZeros() * vectors(filters, in);
    return weights * in.count() * in.count();
  }

  @Override
  public void write() {
    addJobs();
    to.lea(Gp.R14, stream.start());
    to.lea(Gp.R10, jobs.start());
    to.lea(Gp.R11, Address.of(Gp.R10, jobs.bytes()));
    Label next = new Label();
    to.bind(next);
    int vectors = vectors(filters, in);
    for (int first = 0; first < vectors; first += MOST) {
      tile(first, Math.min(MOST, vectors - first));
    }
    to.mov32(Gp.RAX, Address.of(Gp.R10, 3 * Integer.BYTES));
    ending.copy();
    to.add(Gp.R10, JOB);
    to.cmp(Gp.R10, Gp.R11);
    to.jump(Condition.NOT_ZERO, next);
  }

  @Override
  public void writeWords() {
    jobs.write(to);
    stream.write(to);
  }

  private void addJobs() {
    SparseTensor weight = SparseTensor.of(filters.conv().weight());
    int half = in.count() / 2;
    for (int f = 0; f < weight.rows(); f++) {
      for (int phase = 0; phase < half * half; phase++) {
        jobs.add(filters.conv().bias()[f]);
        jobs.add(stream.bytes());
        for (int k = weight.rowPointer(f); k < weight.rowPointer(f + 1); k++) {
          addWeight(weight.value(k), weight.column(k), phase / half, phase % half);
        }
        jobs.add(stream.bytes());
        jobs.add(ending.place(f, phase / half, phase % half));
      }
    }
  }

  private void addWeight(float weight, int tap, int down, int across) {
    stream.add(weight);
    for (int c = 0; c < SQUARE; c++) {
      stream.add(in.tap(filters, tap, 2 * down + c / 2, 2 * across + c % 2));
    }
  }

  /** Some vectors of all four phases: their sums, the largest of four, and into the room. */
  private void tile(int first, int vectors) {
    Label again = new Label();
    Label done = new Label();
    to.load(Form.VBROADCASTSS, vector(0), Address.of(Gp.R10, 0));
    for (int i = 1; i < SQUARE * vectors; i++) {
      to.load(Form.VMOVAPS, vector(i), vector(0));
    }
    to.mov32(Gp.R8, Address.of(Gp.R10, Integer.BYTES));
    to.mov32(Gp.R9, Address.of(Gp.R10, 2 * Integer.BYTES));
    to.add(Gp.R8, Gp.R14);
    to.add(Gp.R9, Gp.R14);
    to.cmp(Gp.R8, Gp.R9);
    to.jump(Condition.ZERO, done);
    to.bind(again);
    to.load(Form.VBROADCASTSS, vector(WEIGHT), Address.of(Gp.R8, 0));
    for (int c = 0; c < SQUARE; c++) {
      to.mov32(OFFSETS[c], Address.of(Gp.R8, (1 + c) * Integer.BYTES));
    }
    for (int c = 0; c < SQUARE; c++) {
      for (int v = 0; v < vectors; v++) {
        Address values = Address.of(Code.MEMORY, OFFSETS[c], 1, (first + v) * width.bytes());
        to.op(Form.VFMADD231PS, vector(c * vectors + v), vector(WEIGHT), values);
      }
    }
    to.add(Gp.R8, ENTRY);
    to.cmp(Gp.R8, Gp.R9);
    to.jump(Condition.NOT_ZERO, again);
    to.bind(done);
    ending.pool(first, vectors);
  }

  private Vec vector(int number) {
    return new Vec(number, width);
  }
}
