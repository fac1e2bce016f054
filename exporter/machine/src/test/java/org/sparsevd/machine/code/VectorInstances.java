package org.sparsevd.machine.code;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Random instructions on vectors, of every form, width, kind of operand and kind of address. */
final class VectorInstances {
  private final Random random;

  VectorInstances(Random random) {
    this.random = random;
  }

  /** An instruction of this form. */
  Instance next(Form form) {
    List<Width> widths = widths(form);
    Width width = widths.get(random.nextInt(widths.size()));
    boolean evex = width == Width.ZMM || form.coding == Form.Coding.EVEX;
    boolean wide = form.coding != Form.Coding.VEX && (evex || random.nextInt(4) == 0);
    int registers = wide ? 32 : 16;
    Vec first = new Vec(random.nextInt(registers), width);
    Vec second = new Vec(random.nextInt(registers), width);
    boolean toMask = form == Form.VCMPPS_MASK;
    Mask mask = wide && !toMask && canMask(form) ? new Mask(random.nextInt(8)) : Mask.NONE;
    boolean zeroing = mask.number() > 0 && form.shape != Form.Shape.STORE && random.nextBoolean();
    int immediate = form.immediate ? random.nextInt(256) : 0;
    Operand operand = operand(form, width, registers, wide && form.tuple == Tuple.FULL);
    if (form.shape == Form.Shape.SHIFT) {
      return shift(first, second, immediate);
    }
    if (form.shape == Form.Shape.STORE && operand instanceof Vec) {
      mask = Mask.NONE;
    }
    Assembler assembler = new Assembler();
    String decorated = mask.number() > 0 ? "{k" + mask.number() + "}" : "";
    decorated += zeroing ? "{z}" : "";
    String rm = AssemblerText.of(operand, width);
    String text =
        switch (form.shape) {
          case LOAD -> {
            assembler.load(form, first, operand, mask, zeroing);
            boolean half = form == Form.VCVTPD2PS;
            Vec target = half ? first.as(part(Form.VCVTPS2PD, width)) : first;
            yield AssemblerText.of(target) + decorated + ", " + rm;
          }
          case STORE -> {
            if (form.immediate) {
              assembler.store(form, operand, first, immediate);
            } else {
              assembler.store(form, operand, first, mask);
            }
            yield rm + decorated + ", " + AssemblerText.of(first);
          }
          case THREE -> {
            if (toMask) {
              Mask target = new Mask(random.nextInt(8));
              assembler.compare(target, second, operand, immediate);
              yield "k" + target.number() + ", " + AssemblerText.of(second) + ", " + rm;
            }
            assembler.op(form, first, second, operand, immediate, mask, zeroing);
            String target = AssemblerText.of(first) + decorated;
            yield target + ", " + AssemblerText.of(second) + ", " + rm;
          }
          case SHIFT -> throw new AssertionError(form);
        };
    String tail = form.immediate ? ", " + immediate : "";
    return new Instance(
        prefix(form, operand) + mnemonic(form) + " " + text + tail, assembler.toBytes());
  }

  private static Instance shift(Vec target, Vec source, int bits) {
    Assembler assembler = new Assembler();
    assembler.shiftLeft(target, source, bits);
    String both = AssemblerText.of(target) + ", " + AssemblerText.of(source);
    return new Instance("vpslld " + both + ", " + bits, assembler.toBytes());
  }

  private static boolean canMask(Form form) {
    return switch (form) {
      case VMOVSS, VMOVSS_STORE, VINSERTPS, VEXTRACTF32X4 -> false;
      default -> true;
    };
  }

  private Operand operand(Form form, Width width, int registers, boolean canBroadcast) {
    boolean memoryOnly =
        switch (form) {
          case VMOVSS, VMOVSS_STORE, VBROADCASTF128, VBROADCASTF32X4 -> true;
          default -> false;
        };
    // The text of memory does not say how wide the doubles there are.
    boolean registerOnly = form == Form.VCVTPD2PS;
    if (registerOnly || !memoryOnly && random.nextInt(3) == 0) {
      return new Vec(random.nextInt(registers), part(form, width));
    }
    Address address = new Addresses(random).next();
    return canBroadcast && random.nextBoolean() ? address.broadcasted() : address;
  }

  /** How wide a register is that stands where a part of a vector may be read from memory. */
  private static Width part(Form form, Width width) {
    return switch (form) {
      case VBROADCASTSS, VPBROADCASTD, VPMOVZXBD, VPMOVUSDB -> Width.XMM;
      default ->
          switch (form.tuple) {
            case LANE -> Width.XMM;
            case HALF -> width == Width.ZMM ? Width.YMM : Width.XMM;
            case HALF_OF_WIDEST -> Width.YMM;
            default -> width;
          };
    };
  }

  private static List<Width> widths(Form form) {
    return switch (form) {
      case VMOVSS, VMOVSS_STORE, VFMADD231SS, VMAXSS, VINSERTPS -> List.of(Width.XMM);
      case VINSERTF128, VEXTRACTF128, VPERM2F128, VBROADCASTF128 -> List.of(Width.YMM);
      case VINSERTF32X8 -> List.of(Width.ZMM);
      case VPERMPS, VINSERTF32X4, VEXTRACTF32X4, VBROADCASTF32X4 -> List.of(Width.YMM, Width.ZMM);
      default -> {
        List<Width> all = new ArrayList<>(List.of(Width.XMM, Width.YMM));
        if (form.coding != Form.Coding.VEX) {
          all.add(Width.ZMM);
        }
        yield all;
      }
    };
  }

  /** What makes the assembler choose as we do where there are two forms of the same length. */
  private static String prefix(Form form, Operand operand) {
    return switch (form) {
      case VPDPBUSD, VPDPWSSD -> "{vex} ";
      case VPDPBUSD_EVEX, VPDPWSSD_EVEX -> "{evex} ";
      case VMOVUPS, VMOVAPS -> operand instanceof Vec ? "{load} " : "";
      case VMOVUPS_STORE, VMOVAPS_STORE -> operand instanceof Vec ? "{store} " : "";
      default -> "";
    };
  }

  private static String mnemonic(Form form) {
    return form.name().replaceAll("_.*", "").toLowerCase(Locale.ROOT);
  }
}
