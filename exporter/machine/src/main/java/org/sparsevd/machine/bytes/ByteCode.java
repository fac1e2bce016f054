package org.sparsevd.machine.bytes;

import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Condition;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Frame;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Label;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;

/**
 * Writes a function for jobs at groups of cells: for each job all groups, for each group all
 * streams of the job. Sums are in registers while the weights of a stream go by: bins of four
 * entries first, then those of three, two and one. A bin is the distances to its values, then its
 * weights; where it is loaded ahead, one weight and its distance. Then sums wait on the stack for
 * those of the other streams.
 *
 * <p>Arguments: the memory of all images, a {@link ByteTable}, bytes to the first image, to the
 * chunk of groups and to the first job in the table, how many jobs.
 */
public final class ByteCode {
  public static final Gp MEMORY = Gp.RDI;
  public static final Gp TABLE = Gp.RSI;
  private static final Gp[] OFFSETS = {Gp.RAX, Gp.R10, Gp.R11, Gp.RBX};

  /** The next entries where they are loaded ahead. */
  private static final Gp[] NEXT = {Gp.R10, Gp.R11};

  private static final Gp ENTRY = Gp.RDX;
  private static final Gp COUNT = Gp.RCX;
  private static final Gp GROUP = Gp.R8;
  private static final Gp GROUPS = Gp.R9;
  private static final Gp READ = Gp.R13;
  private static final Gp STREAM = Gp.RBP;
  public static final Gp STACK = Gp.RSP;

  /** Where on the stack sums go. */
  private static final Gp WAIT = Gp.R12;

  /** The same register, when no sums go there. */
  public static final Gp OUTPUT = WAIT;

  public static final Gp JOB = Gp.R14;
  private static final Gp LEFT = Gp.R15;

  private final Assembler to = new Assembler();
  private final ByteShape shape;
  private final ByteFinish finish;
  private final JobLayout layout;
  private final BytePart part;

  ByteCode(ByteShape shape, ByteFinish finish, BytePart part) {
    this.shape = shape;
    this.finish = finish;
    this.layout = finish.layout();
    this.part = part;
  }

  byte[] write() {
    Label job = new Label();
    Label group = new Label();
    Label stream = new Label();
    enter();
    to.bind(job);
    to.mov(GROUP, Address.of(STACK, finish.stack() + Long.BYTES));
    to.mov32(GROUPS, Address.of(GROUP, 0));
    to.add(GROUP, ByteTable.FIRST_GROUP);
    to.bind(group);
    to.movsxd(READ, Address.of(GROUP, 0));
    to.add(READ, MEMORY);
    to.lea(STREAM, Address.of(JOB, layout.firstStream()));
    to.mov(WAIT, STACK);
    to.bind(stream);
    stream();
    if (layout.streams() > 1) {
      to.mov32(COUNT, Address.of(STREAM, JobLayout.MORE));
      to.add(STREAM, layout.streamBytes());
      to.add(WAIT, shape.sums() * shape.width().bytes());
      to.cmp(COUNT, 0);
      to.jump(Condition.NOT_ZERO, stream);
    }
    if (part.ends()) {
      finish();
    }
    to.add(GROUP, 2 * Integer.BYTES);
    to.dec(GROUPS);
    to.jump(Condition.NOT_ZERO, group);
    to.add(JOB, layout.bytes());
    to.dec(LEFT);
    to.jump(Condition.NOT_ZERO, job);
    Frame.leave(to, finish.stack());
    return to.toBytes();
  }

  private void enter() {
    Frame.enter(to, finish.stack());
    to.add(MEMORY, Gp.RDX);
    to.add(Gp.RCX, TABLE);
    to.mov(Address.of(STACK, finish.stack() + Long.BYTES), Gp.RCX);
    to.mov(LEFT, Gp.R9);
    to.mov(JOB, Gp.R8);
    to.add(JOB, TABLE);
  }

  private void finish() {
    to.movsxd(OUTPUT, Address.of(GROUP, Integer.BYTES));
    to.add(OUTPUT, MEMORY);
    to.movsxd(OFFSETS[0], Address.of(JOB, JobLayout.OUTPUT));
    to.add(OUTPUT, OFFSETS[0]);
    finish.write(to);
  }

  /** Where a sum lies between blocks. */
  private Address kept(int sum) {
    return Address.of(MEMORY, OFFSETS[0], 1, sum * shape.width().bytes());
  }

  /** Sums go to memory until the next block, or to the stack until those of other streams. */
  private void keep() {
    if (!part.ends()) {
      to.movsxd(OFFSETS[0], Address.of(STREAM, JobLayout.SUMS));
    } else if (finish.inRegisters()) {
      return;
    }
    for (int i = 0; i < shape.sums(); i++) {
      Address waiting = Address.of(WAIT, i * shape.width().bytes());
      to.store(Form.VMOVUPS_STORE, part.ends() ? waiting : kept(i), shape.register(i));
    }
  }

  private void stream() {
    begin();
    to.mov32(ENTRY, Address.of(STREAM, JobLayout.START));
    to.add(ENTRY, TABLE);
    int most = shape.products().fourAtOnce() ? 1 : ByteShape.TOGETHER;
    for (int entries = most; entries > 0; entries--) {
      bins(entries);
    }
    keep();
  }

  private void begin() {
    if (!part.begins()) {
      to.movsxd(OFFSETS[0], Address.of(STREAM, JobLayout.SUMS));
      for (int i = 0; i < shape.sums(); i++) {
        to.load(Form.VMOVUPS, shape.register(i), kept(i));
      }
    }
    for (int filter = 0; part.begins() && filter < shape.filters(); filter++) {
      Address bias = Address.of(STREAM, JobLayout.bias(filter));
      to.load(Form.VPBROADCASTD, shape.sum(filter, 0), bias);
      for (int cell = 1; cell < shape.run().size(); cell++) {
        to.load(Form.VMOVAPS, shape.sum(filter, cell), shape.sum(filter, 0));
      }
    }
    if (!shape.products().fourAtOnce()) {
      to.load(Form.VMOVUPS, ones(), Address.of(TABLE, ByteTable.ONES));
    }
  }

  private Vec weight(int number) {
    return shape.free(number);
  }

  private Vec ones() {
    return shape.free(ByteShape.TOGETHER);
  }

  /** One of three registers for values, in turns. */
  private Vec value(int number) {
    return shape.free(ByteShape.TOGETHER + 1 + number % 3);
  }

  private void bins(int entries) {
    Label again = new Label();
    Label done = new Label();
    to.mov32(COUNT, Address.of(STREAM, JobLayout.counts(entries)));
    to.cmp(COUNT, 0);
    to.jump(Condition.ZERO, done);
    for (int i = 0; shape.loadsAhead() && i < NEXT.length; i++) {
      to.mov(NEXT[i], Address.of(ENTRY, i * Long.BYTES));
    }
    to.bind(again);
    for (int i = 0; !shape.loadsAhead() && i < entries; i++) {
      to.movsxd(OFFSETS[i], Address.of(ENTRY, i * Integer.BYTES));
    }
    if (shape.loadsAhead()) {
      ahead();
    } else if (shape.products().fourAtOnce()) {
      fourAtOnce();
    } else {
      pairs(entries);
    }
    to.add(ENTRY, (entries + entries * shape.filters()) * Integer.BYTES);
    to.dec(COUNT);
    to.jump(Condition.NOT_ZERO, again);
    to.bind(done);
  }

  private Address stream(int entries, int number) {
    return Address.of(ENTRY, (entries + number) * Integer.BYTES);
  }

  private Address read(int entry, int cell) {
    return Address.of(READ, OFFSETS[entry], 1, shape.read(cell));
  }

  private Form form() {
    return shape.width() == Width.ZMM ? Form.VPDPBUSD_EVEX : Form.VPDPBUSD;
  }

  /** The lower half of an entry is four weights, the upper one the distance to their values. */
  private void ahead() {
    to.mov(OFFSETS[0], NEXT[0]);
    to.mov(NEXT[0], NEXT[1]);
    to.mov(NEXT[1], Address.of(ENTRY, NEXT.length * Long.BYTES));
    Vec lowest = Vec.xmm(weight(1).number());
    to.vmovd(lowest, OFFSETS[0]);
    to.load(Form.VPBROADCASTD, weight(1), lowest);
    to.sar(OFFSETS[0], Integer.SIZE);
    for (int cell = 0; cell < shape.run().size(); cell++) {
      to.load(Form.VMOVUPS, shape.free(0), read(0, cell));
      to.op(form(), shape.sum(0, cell), shape.free(0), weight(1));
    }
  }

  /** Each instruction adds four products to a sum. The last weight of four needs no register. */
  private void fourAtOnce() {
    int kept = shape.weights();
    for (int i = 0; i < kept; i++) {
      to.load(Form.VPBROADCASTD, weight(1 + i), stream(1, i));
    }
    for (int cell = 0; cell < shape.run().size(); cell++) {
      Vec value = shape.free(0);
      to.load(Form.VMOVUPS, value, read(0, cell));
      for (int i = 0; i < kept; i++) {
        to.op(form(), shape.sum(i, cell), value, weight(1 + i));
      }
      for (int i = kept; i < shape.filters(); i++) {
        to.op(form(), shape.sum(i, cell), value, stream(1, i).broadcasted());
      }
    }
  }

  /** Pairs of products are added in 16 bits, those of a bin too, then both halves in 32 bits. */
  private void pairs(int entries) {
    for (int i = 0; i < entries; i++) {
      to.load(Form.VPBROADCASTD, weight(i), stream(entries, i));
    }
    int next = 0;
    for (int cell = 0; cell < shape.run().size(); cell++) {
      Vec all = value(next++);
      for (int i = 0; i < entries; i++) {
        Vec value = i == 0 ? all : value(next++);
        if (value.equals(all) && i > 0) {
          value = value(next++);
        }
        to.load(Form.VMOVUPS, value, read(i, cell));
        to.op(Form.VPMADDUBSW, value, value, weight(i));
        if (i > 0) {
          to.op(Form.VPADDW, all, all, value);
        }
      }
      to.op(Form.VPMADDWD, all, all, ones());
      to.op(Form.VPADDD, shape.sum(0, cell), shape.sum(0, cell), all);
    }
  }
}
