package org.sparsevd.machine.bytes;

import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Condition;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Frame;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Label;
import org.sparsevd.machine.code.Operand;
import org.sparsevd.machine.code.Vec;

/**
 * Writes the two functions of a {@link StripShape}. The first makes the words of a group of outputs
 * from the image. The second computes jobs of four filters from them, some at a time: for each
 * point the sums of products, then the outputs, then what becomes of them.
 *
 * <p>Arguments: the memory of all images, a {@link ByteTable}, bytes to the first image, to the
 * group and to the first job in the table, how many jobs.
 *
 * @param table where the table has constants, and what it says of a job
 */
record StripCode(StripShape shape, ByteFinish finish, StripTable table) {
  private static final Gp GROUP = Gp.R8;
  private static final Gp WORDS = Gp.R10;
  private static final Gp READ = Gp.R13;
  private static final Gp WEIGHTS = Gp.RBP;
  private static final Gp SUMS = Gp.RBX;
  private static final Gp OUTPUTS = Gp.R12;
  private static final Gp COUNT = Gp.RCX;
  private static final Gp HALF = Gp.RDX;
  private static final Gp LEFT = Gp.R15;

  private int bytes() {
    return shape.products().width().bytes();
  }

  private Vec register(int number) {
    return new Vec(number, shape.products().width());
  }

  /** Makes words. */
  byte[] words() {
    Assembler to = new Assembler();
    Label row = new Label();
    Gp write = Gp.R10;
    Gp read = Gp.R8;
    Gp rows = Gp.R11;
    to.add(ByteCode.MEMORY, Gp.RDX);
    to.add(Gp.RCX, ByteCode.TABLE);
    to.movsxd(read, Address.of(Gp.RCX, ByteTable.FIRST_GROUP));
    to.add(read, ByteCode.MEMORY);
    to.add(read, ByteTable.bytes(shape.layer().taps()[0]));
    to.movsxd(write, Address.of(Gp.RCX, StripTable.WORDS));
    to.add(write, ByteCode.MEMORY);
    to.mov(rows, shape.inputRows());
    to.bind(row);
    for (int pair = 0; pair < shape.pairs(); pair++) {
      boolean[] there = values(to, read, pair);
      for (int point = 0; point < StripPoints.COUNT; point++) {
        Address place = Address.of(write, (point * shape.pairs() + pair) * bytes());
        to.store(Form.VMOVUPS_STORE, place, point(to, point, there));
      }
    }
    to.add(read, shape.layer().in().tiling().pitch() * bytes());
    to.add(write, shape.rowCells() * bytes());
    to.dec(rows);
    to.jump(Condition.NOT_ZERO, row);
    to.vzeroupper();
    to.ret();
    return to.toBytes();
  }

  /** Loads the words of seven cells, and says which of them are not zero. */
  private boolean[] values(Assembler to, Gp read, int pair) {
    boolean[] there = new boolean[StripPoints.COUNT];
    for (int i = 0; i < there.length; i++) {
      if (shape.isMixed(pair)) {
        there[i] = value(to, register(i), read, 2 * i, table.single(0));
        if (value(to, register(i + 1), read, 2 * i + 1, table.single(1))) {
          to.op(Form.VORPS, register(i), register(i), register(i + 1));
        }
      } else {
        there[i] = value(to, register(i), read, 2 * i + pair % 2, table.both(pair / 2));
      }
    }
    return there;
  }

  private boolean value(Assembler to, Vec target, Gp read, int cell, int shuffle) {
    if (cell >= shape.inputColumns()) {
      return false;
    }
    to.load(Form.VMOVUPS, target, Address.of(read, cell * bytes()));
    to.op(Form.VPSHUFB, target, target, Address.of(ByteCode.TABLE, shuffle));
    return true;
  }

  private Vec point(Assembler to, int point, boolean[] there) {
    Vec sum = register(StripPoints.COUNT);
    Vec product = register(StripPoints.COUNT + 1);
    boolean first = true;
    for (int i = 0; i < there.length; i++) {
      int factor = StripPoints.before(point, i);
      if (there[i] && factor != 0) {
        Address constant = Address.of(ByteCode.TABLE, table.factor(factor));
        to.op(Form.VPMULLW, first ? sum : product, register(i), constant);
        if (!first) {
          to.op(Form.VPADDW, sum, sum, product);
        }
        first = false;
      }
    }
    return sum;
  }

  /** Computes jobs. */
  byte[] jobs() {
    Assembler to = new Assembler();
    Label job = new Label();
    Label half = new Label();
    Label point = new Label();
    enter(to);
    to.bind(job);
    to.movsxd(WEIGHTS, Address.of(ByteCode.JOB, finish.layout().firstStream() + JobLayout.START));
    to.add(WEIGHTS, ByteCode.TABLE);
    to.mov(OUTPUTS, ByteCode.STACK);
    to.mov(HALF, finish.layout().filters() / shape.filters());
    to.bind(half);
    to.mov(READ, WORDS);
    to.lea(SUMS, Address.of(ByteCode.STACK, finish.stack()));
    to.mov(COUNT, StripPoints.COUNT);
    to.bind(point);
    products(to);
    to.add(READ, shape.pairs() * bytes());
    to.add(SUMS, bytes());
    to.add(WEIGHTS, shape.height() * shape.pairs() * shape.filters() * Integer.BYTES);
    to.dec(COUNT);
    to.jump(Condition.NOT_ZERO, point);
    for (int filter = 0; filter < shape.filters(); filter++) {
      outputs(to, filter);
    }
    to.add(WEIGHTS, shape.filters() * Integer.BYTES);
    to.add(OUTPUTS, shape.filters() * shape.run().size() * bytes());
    to.dec(HALF);
    to.jump(Condition.NOT_ZERO, half);
    finish(to);
    to.add(ByteCode.JOB, finish.layout().bytes());
    to.dec(LEFT);
    to.jump(Condition.NOT_ZERO, job);
    Frame.leave(to, finish.stack() + sums());
    return to.toBytes();
  }

  /** Bytes of the sums of all points. */
  private int sums() {
    return shape.filters() * shape.rows() * StripPoints.COUNT * bytes();
  }

  private void enter(Assembler to) {
    Frame.enter(to, finish.stack() + sums());
    to.add(ByteCode.MEMORY, Gp.RDX);
    to.add(Gp.RCX, ByteCode.TABLE);
    to.mov(ByteCode.JOB, Gp.R8);
    to.add(ByteCode.JOB, ByteCode.TABLE);
    to.mov(LEFT, Gp.R9);
    to.movsxd(WORDS, Address.of(Gp.RCX, StripTable.WORDS));
    to.add(WORDS, ByteCode.MEMORY);
    to.lea(GROUP, Address.of(Gp.RCX, ByteTable.FIRST_GROUP));
  }

  private Vec sum(int filter, int row) {
    return register(filter * shape.rows() + row);
  }

  /** The sums of a point, which begin with their first products. */
  private void products(Assembler to) {
    for (int k = 0; k < shape.height() * shape.pairs(); k++) {
      if (k > 0 && shape.products().fourAtOnce()) {
        many(to, k);
      } else {
        few(to, k);
      }
    }
    for (int filter = 0; filter < shape.filters(); filter++) {
      for (int row = 0; row < shape.rows(); row++) {
        Address place = Address.of(SUMS, sumPlace(filter, row, 0));
        to.store(Form.VMOVUPS_STORE, place, sum(filter, row));
      }
    }
  }

  /** The products of a pair of words, which each filter loads again. */
  private void few(Assembler to, int k) {
    Vec weight = register(shape.products().registers() - 1);
    Vec product = register(shape.products().registers() - 2);
    for (int filter = 0; filter < shape.filters(); filter++) {
      to.load(Form.VPBROADCASTD, weight, weight(k, filter));
      for (int row = 0; row < shape.rows(); row++) {
        Vec sum = sum(filter, row);
        if (k == 0) {
          to.op(Form.VPMADDWD, sum, weight, words(k, row));
        } else {
          to.op(Form.VPMADDWD, product, weight, words(k, row));
          to.op(Form.VPADDD, sum, sum, product);
        }
      }
    }
  }

  /**
   * The same where an instruction adds two products, and four filters share what is loaded. The
   * last weight of four needs no register.
   */
  private void many(Assembler to, int k) {
    int kept = shape.filters() - 1;
    Vec words = register(shape.products().registers() - 1);
    for (int i = 0; i < kept; i++) {
      to.load(Form.VPBROADCASTD, kept(i), weight(k, i));
    }
    for (int row = 0; row < shape.rows(); row++) {
      to.load(Form.VMOVUPS, words, words(k, row));
      for (int i = 0; i < kept; i++) {
        to.op(Form.VPDPWSSD_EVEX, sum(i, row), words, kept(i));
      }
      to.op(Form.VPDPWSSD_EVEX, sum(kept, row), words, weight(k, kept).broadcasted());
    }
  }

  private Vec kept(int filter) {
    return register(shape.filters() * shape.rows() + filter);
  }

  private Address weight(int k, int filter) {
    return Address.of(WEIGHTS, (k * shape.filters() + filter) * Integer.BYTES);
  }

  private Address words(int k, int row) {
    int line = row * shape.layer().strideHeight() + k / shape.pairs();
    int place = line * shape.rowCells() + k % shape.pairs();
    return Address.of(READ, place * bytes());
  }

  /** Where the sum of a point lies, from the first one on. */
  private int sumPlace(int filter, int row, int point) {
    return ((filter * shape.rows() + row) * StripPoints.COUNT + point) * bytes();
  }

  private void outputs(Assembler to, int filter) {
    to.load(Form.VPBROADCASTD, register(15), Address.of(WEIGHTS, filter * Integer.BYTES));
    for (int row = 0; row < shape.rows(); row++) {
      Operand[] sums = new Operand[StripPoints.COUNT];
      for (int point = 0; point < sums.length; point++) {
        int place = finish.stack() + sumPlace(filter, row, point);
        sums[point] = Address.of(ByteCode.STACK, place);
      }
      four(to, sums);
      for (int i = 0; i < StripPoints.OUTPUTS; i++) {
        Vec output = register(i);
        to.op(Form.VPMULLD, output, output, Address.of(ByteCode.TABLE, table.inverse()));
        to.op(Form.VPSRAD, output, output, Address.of(ByteCode.TABLE, table.shift()));
        to.op(Form.VPADDD, output, output, register(15));
        int place = (filter * shape.run().size() + row * StripPoints.OUTPUTS + i) * bytes();
        to.store(Form.VMOVUPS_STORE, Address.of(OUTPUTS, place), output);
      }
    }
  }

  /** Four outputs, 360 times as large, from the sums of seven points, in the first registers. */
  private void four(Assembler to, Operand[] sums) {
    Vec ones = register(4);
    Vec onesLess = register(5);
    Vec twos = register(6);
    Vec twosLess = register(7);
    Vec half = register(8);
    to.load(Form.VMOVUPS, ones, sums[1]);
    to.op(Form.VPSUBD, onesLess, ones, sums[2]);
    to.op(Form.VPADDD, ones, ones, sums[2]);
    to.load(Form.VMOVUPS, twos, sums[3]);
    to.op(Form.VPSUBD, twosLess, twos, sums[4]);
    to.op(Form.VPADDD, twos, twos, sums[4]);
    to.load(Form.VMOVUPS, half, sums[5]);
    to.op(Form.VPADDD, register(0), ones, sums[0]);
    to.op(Form.VPADDD, register(0), register(0), twos);
    addShifted(to, register(0), register(0), half, 3);
    addShifted(to, register(1), onesLess, twosLess, 1);
    addShifted(to, register(1), register(1), half, 2);
    addShifted(to, register(2), ones, twos, 2);
    addShifted(to, register(2), register(2), half, 1);
    addShifted(to, register(3), onesLess, twosLess, 3);
    to.op(Form.VPADDD, register(3), register(3), half);
    to.op(Form.VPADDD, register(3), register(3), sums[6]);
  }

  private void addShifted(Assembler to, Vec target, Vec first, Vec second, int bits) {
    Vec shifted = register(9);
    to.shiftLeft(shifted, second, bits);
    to.op(Form.VPADDD, target, first, shifted);
  }

  private void finish(Assembler to) {
    to.movsxd(ByteCode.OUTPUT, Address.of(GROUP, Integer.BYTES));
    to.add(ByteCode.OUTPUT, ByteCode.MEMORY);
    to.movsxd(Gp.RAX, Address.of(ByteCode.JOB, JobLayout.OUTPUT));
    to.add(ByteCode.OUTPUT, Gp.RAX);
    finish.write(to);
  }
}
