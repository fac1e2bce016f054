package org.sparsevd.machine.net;

import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Condition;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Label;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;

/** What is done with runs of values before layers read them, eight by eight. */
final class InputCode {
  private static final int LANES = Width.YMM.lanes();

  /** Lower than, false for what is no number, and no signal. */
  private static final int LOWER = 0x11;

  /** All bits but that of the sign. */
  private static final int MAGNITUDE = 0x7fffffff;

  private final Assembler to;

  InputCode(Assembler to) {
    this.to = to;
  }

  /**
   * Floats from bytes without a sign.
   *
   * @param bytes from the memory's beginning to the first byte
   * @param floats the same to the first float
   * @param count how many; up to seven more are written
   */
  void widen(int bytes, int floats, int count) {
    Vec eight = Vec.ymm(0);
    Label again = new Label();
    to.clear(Gp.RCX);
    to.bind(again);
    to.load(Form.VPMOVZXBD, eight, Address.of(Code.MEMORY, Gp.RCX, 1, bytes));
    to.load(Form.VCVTDQ2PS, eight, eight);
    to.store(Form.VMOVUPS_STORE, Address.of(Code.MEMORY, Gp.RCX, 4, floats), eight);
    to.add(Gp.RCX, LANES);
    to.cmp(Gp.RCX, count);
    to.jump(Condition.LESS, again);
  }

  /**
   * Goes elsewhere unless all values are numbers of a magnitude below a limit.
   *
   * @param floats from the memory's beginning to the first value
   * @param count how many; up to seven more are looked at
   */
  void check(int floats, int count, float limit, Label elsewhere) {
    Vec all = Vec.ymm(0);
    Vec each = Vec.ymm(1);
    Vec magnitude = spread(2, MAGNITUDE);
    Vec most = spread(3, Float.floatToRawIntBits(limit));
    Label again = new Label();
    // Every bit: what is compared with itself and true.
    to.op(Form.VCMPPS, all, most, most, 0);
    Vec bits = Vec.ymm(4);
    to.load(Form.VMOVAPS, bits, all);
    to.clear(Gp.RCX);
    to.bind(again);
    to.op(Form.VANDPS, each, magnitude, Address.of(Code.MEMORY, Gp.RCX, 4, floats));
    to.op(Form.VCMPPS, each, each, most, LOWER);
    to.op(Form.VANDPS, all, all, each);
    to.add(Gp.RCX, LANES);
    to.cmp(Gp.RCX, count);
    to.jump(Condition.LESS, again);
    to.load(Form.VTESTPS, all, bits);
    to.jump(Condition.NOT_BELOW, elsewhere);
  }

  private Vec spread(int register, int bits) {
    to.mov(Gp.RAX, bits);
    to.vmovd(Vec.xmm(register), Gp.RAX);
    to.load(Form.VBROADCASTSS, Vec.ymm(register), Vec.xmm(register));
    return Vec.ymm(register);
  }
}
