package org.sparsevd.machine.code;

import static org.sparsevd.machine.code.AssemblerText.half;
import static org.sparsevd.machine.code.AssemblerText.of;

import java.util.Random;
import java.util.function.Consumer;

/** Random instructions on general registers. */
final class GeneralInstances {
  /** How many kinds {@link #next} knows. */
  static final int KINDS = 38;

  private final Random random;

  GeneralInstances(Random random) {
    this.random = random;
  }

  private Gp register() {
    return Gp.values()[random.nextInt(16)];
  }

  private int number() {
    return random.nextBoolean() ? random.nextInt(256) - 128 : random.nextInt();
  }

  private static Instance of(String text, Consumer<Assembler> writer) {
    Assembler assembler = new Assembler();
    writer.accept(assembler);
    return new Instance(text, assembler.toBytes());
  }

  /** An instruction of this kind. */
  Instance next(int kind) {
    Gp a = register();
    Gp b = register();
    Address m = new Addresses(random).next();
    int i = number();
    Vec x = Vec.xmm(random.nextInt(16));
    Mask k = new Mask(random.nextInt(8));
    int bits = 2 + random.nextInt(60);
    long wide = random.nextLong();
    String t = AssemblerText.of(a);
    String at = AssemblerText.of(m);
    return switch (kind) {
      case 0 -> of("mov " + t + ", " + AssemblerText.of(b), to -> to.mov(a, b));
      case 1 -> of("mov " + half(a) + ", " + half(b), to -> to.mov32(a, b));
      case 2 -> of("mov " + t + ", " + at, to -> to.mov(a, m));
      case 3 -> of("mov " + half(a) + ", " + at, to -> to.mov32(a, m));
      case 4 -> of("movsxd " + t + ", dword ptr " + at, to -> to.movsxd(a, m));
      case 5 -> of("mov " + at + ", " + t, to -> to.mov(m, a));
      case 6 -> of("mov " + at + ", " + half(a), to -> to.mov32(m, a));
      case 7 -> of("mov " + half(a) + ", " + i, to -> to.mov(a, i));
      case 8 -> of("movabs " + t + ", " + wide, to -> to.mov(a, wide));
      case 9 -> of("lea " + t + ", " + at, to -> to.lea(a, m));
      case 10 -> of("add " + t + ", " + i, to -> to.add(a, i));
      case 11 -> of("sub " + t + ", " + i, to -> to.sub(a, i));
      case 12 -> of("cmp " + t + ", " + i, to -> to.cmp(a, i));
      case 13 -> of("and " + t + ", " + i, to -> to.and(a, i));
      case 14 -> of("add " + t + ", " + AssemblerText.of(b), to -> to.add(a, b));
      case 15 -> of("sub " + t + ", " + AssemblerText.of(b), to -> to.sub(a, b));
      case 16 -> of("or " + t + ", " + AssemblerText.of(b), to -> to.or(a, b));
      case 17 -> of("cmp " + t + ", " + AssemblerText.of(b), to -> to.cmp(a, b));
      case 18 -> of("xor " + half(a) + ", " + half(a), to -> to.clear(a));
      case 19 -> of("add " + t + ", " + at, to -> to.add(a, m));
      case 20 -> of("dec " + t, to -> to.dec(a));
      case 21 -> of("shl " + t + ", " + bits, to -> to.shl(a, bits));
      case 22 -> of("push " + t, to -> to.push(a));
      case 23 -> of("pop " + t, to -> to.pop(a));
      case 24 -> of("ret", Assembler::ret);
      case 25 -> of("cpuid", Assembler::cpuid);
      case 26 -> of("xgetbv", Assembler::xgetbv);
      case 27 -> of("vzeroupper", Assembler::vzeroupper);
      case 28 -> of("vmovd " + AssemblerText.of(x) + ", " + half(a), to -> to.vmovd(x, a));
      case 29 -> of("kmovw k" + k.number() + ", " + half(a), to -> to.kmovw(k, a));
      case 30 -> of("1: dec rcx\n jne 1b", to -> backward(to, Condition.NOT_ZERO));
      case 31 -> of("1: dec rcx\n jb 1b", to -> backward(to, Condition.BELOW));
      case 32 -> of("{disp32} jge 1f\n ret\n1:", GeneralInstances::forward);
      case 33 -> of("prefetcht1 " + at, to -> to.prefetch(m));
      case 34 -> of("kmovw k" + k.number() + ", word ptr " + at, to -> to.kmovw(k, m));
      case 35 -> of("kmovq k" + k.number() + ", qword ptr " + at, to -> to.kmovq(k, m));
      case 36 -> of("sar " + t + ", " + bits, to -> to.sar(a, bits));
      default -> of("lea " + t + ", [rip + 1f]\n ret\n1:", to -> table(to, a));
    };
  }

  private static void backward(Assembler to, Condition when) {
    Label label = new Label();
    to.bind(label);
    to.dec(Gp.RCX);
    to.jump(when, label);
  }

  private static void forward(Assembler to) {
    Label label = new Label();
    to.jump(Condition.NOT_LESS, label);
    to.ret();
    to.bind(label);
  }

  private static void table(Assembler to, Gp target) {
    Label label = new Label();
    to.lea(target, label);
    to.ret();
    to.bind(label);
  }
}
