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
 * The same filters where each weight has code of its own, for AVX-512: the places that it
 * multiplies are part of it. A place that has to be read first holds up the loads behind it. For
 * each filter there is a loop over the phases of its result, which differ by where they begin.
 */
final class UnrolledFilters implements FiltersCode {
  /** Bytes of code up to which it is read as fast as it runs. */
  private static final int MOST_CODE = 1 << 15;

  /** Vectors of each phase, so that sums lie in front of the register with zeros. */
  private static final int MOST = 3;

  /** A short displacement reaches so many bytes before a register, and as many behind. */
  private static final int BEHIND = 128 * Width.ZMM.bytes();

  private static final int SQUARE = 4;
  private static final int JOB = 2 * Integer.BYTES;
  private static final Gp SOURCE = Gp.RCX;
  private static final Gp WEIGHTS = Gp.R14;

  private final Assembler to;
  private final Filters filters;
  private final Phases in;
  private final PhaseEnding ending;
  private final SparseTensor weight;
  private final int vectors;
  private final Words jobs = new Words();
  private final Words weights = new Words();

  UnrolledFilters(Assembler to, Filters filters, Phases in, PhaseEnding ending) {
    this.to = to;
    this.filters = filters;
    this.in = in;
    this.ending = ending;
    this.weight = SparseTensor.of(filters.conv().weight());
    this.vectors = FilterCode.vectors(filters, in);
  }

  /** Whether phases differ by where they begin, sums fit the registers, and code the cache. */
  static boolean pays(Filters filters, Phases in) {
    int vectors = FilterCode.vectors(filters, in);
    long instructions = filters.conv().weight().nonZeros() * (1L + SQUARE * vectors);
    boolean alike = in.count() == 2 || in.shifts() > 1;
    return alike
        && in.lanes() == Width.ZMM.lanes()
        && vectors <= MOST
        && instructions * 10 <= MOST_CODE;
  }

  @Override
  public void write() {
    int half = in.count() / 2;
    to.lea(WEIGHTS, weights.start());
    to.lea(Gp.R10, jobs.start());
    to.lea(Gp.R11, Address.of(Gp.R10, 0));
    for (int f = 0; f < weight.rows(); f++) {
      for (int phase = 0; phase < half * half; phase++) {
        jobs.add(in.window(0, phase / half * 2, phase % half * 2) + BEHIND);
        jobs.add(ending.place(f, phase / half, phase % half));
      }
      Label again = new Label();
      to.add(Gp.R11, JOB * half * half);
      to.bind(again);
      to.mov32(SOURCE, Address.of(Gp.R10, 0));
      to.mov32(Gp.RAX, Address.of(Gp.R10, Integer.BYTES));
      to.add(SOURCE, Code.MEMORY);
      sums(f);
      ending.write(vectors);
      to.add(Gp.R10, JOB);
      to.cmp(Gp.R10, Gp.R11);
      to.jump(Condition.NOT_ZERO, again);
      to.add(WEIGHTS, (weight.rowPointer(f + 1) - weight.rowPointer(f) + 1) * Float.BYTES);
    }
  }

  private void sums(int f) {
    weights.add(filters.conv().bias()[f]);
    to.load(Form.VBROADCASTSS, Vec.zmm(0), Address.of(WEIGHTS, 0));
    for (int i = 1; i < SQUARE * vectors; i++) {
      to.load(Form.VMOVAPS, Vec.zmm(i), Vec.zmm(0));
    }
    int first = weight.rowPointer(f);
    for (int k = first; k < weight.rowPointer(f + 1); k++) {
      weights.add(weight.value(k));
      Vec spread = Vec.zmm(SQUARE * vectors + k % 2);
      to.load(Form.VBROADCASTSS, spread, Address.of(WEIGHTS, (k - first + 1) * Float.BYTES));
      for (int c = 0; c < SQUARE; c++) {
        int place = in.tap(filters, weight.column(k), c / 2, c % 2) - in.window(0, 0, 0) - BEHIND;
        for (int v = 0; v < vectors; v++) {
          Address values = Address.of(SOURCE, place + v * Width.ZMM.bytes());
          to.op(Form.VFMADD231PS, Vec.zmm(c * vectors + v), spread, values);
        }
      }
    }
  }

  @Override
  public void writeWords() {
    jobs.write(to);
    weights.write(to);
  }
}
