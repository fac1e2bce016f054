package org.sparsevd.machine.code;

import static org.sparsevd.machine.code.Form.Coding.BOTH;
import static org.sparsevd.machine.code.Form.Coding.EVEX;
import static org.sparsevd.machine.code.Form.Coding.VEX;
import static org.sparsevd.machine.code.Form.Shape.LOAD;
import static org.sparsevd.machine.code.Form.Shape.SHIFT;
import static org.sparsevd.machine.code.Form.Shape.STORE;
import static org.sparsevd.machine.code.Form.Shape.THREE;
import static org.sparsevd.machine.code.Tuple.DOUBLES;
import static org.sparsevd.machine.code.Tuple.FULL;
import static org.sparsevd.machine.code.Tuple.FULL_ONLY;
import static org.sparsevd.machine.code.Tuple.HALF;
import static org.sparsevd.machine.code.Tuple.HALF_OF_WIDEST;
import static org.sparsevd.machine.code.Tuple.LANE;
import static org.sparsevd.machine.code.Tuple.QUARTER;
import static org.sparsevd.machine.code.Tuple.SCALAR;

/**
 * The instructions on vectors that the kernels need, a row each.
 *
 * <p>Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2: the opcode
 * line of each instruction, and for short displacements table 2-35.
 */
public enum Form {
  VMOVUPS(BOTH, LOAD, 0, 1, 0x10, FULL_ONLY, false),
  VMOVUPS_STORE(BOTH, STORE, 0, 1, 0x11, FULL_ONLY, false),
  VMOVAPS(BOTH, LOAD, 0, 1, 0x28, FULL_ONLY, false),
  VMOVAPS_STORE(BOTH, STORE, 0, 1, 0x29, FULL_ONLY, false),
  VMOVSS(BOTH, LOAD, 2, 1, 0x10, SCALAR, false),
  VMOVSS_STORE(BOTH, STORE, 2, 1, 0x11, SCALAR, false),
  VBROADCASTSS(BOTH, LOAD, 1, 2, 0x18, SCALAR, false),
  VBROADCASTF128(VEX, LOAD, 1, 2, 0x1a, LANE, false),
  VBROADCASTF32X4(EVEX, LOAD, 1, 2, 0x1a, LANE, false),
  VPBROADCASTD(BOTH, LOAD, 1, 2, 0x58, SCALAR, false),
  VFMADD231PS(BOTH, THREE, 1, 2, 0xb8, FULL, false),
  VFMADD231SS(BOTH, THREE, 1, 2, 0xb9, SCALAR, false),
  VADDPS(BOTH, THREE, 0, 1, 0x58, FULL, false),
  VSUBPS(BOTH, THREE, 0, 1, 0x5c, FULL, false),
  VMULPS(BOTH, THREE, 0, 1, 0x59, FULL, false),
  VDIVPS(BOTH, THREE, 0, 1, 0x5e, FULL, false),
  VMAXPS(BOTH, THREE, 0, 1, 0x5f, FULL, false),
  VMAXSS(BOTH, THREE, 2, 1, 0x5f, SCALAR, false),
  VMINPS(BOTH, THREE, 0, 1, 0x5d, FULL, false),
  VANDPS(BOTH, THREE, 0, 1, 0x54, FULL, false),
  VORPS(BOTH, THREE, 0, 1, 0x56, FULL, false),
  VXORPS(BOTH, THREE, 0, 1, 0x57, FULL, false),
  VUNPCKLPS(BOTH, THREE, 0, 1, 0x14, FULL, false),
  VUNPCKHPS(BOTH, THREE, 0, 1, 0x15, FULL, false),
  VSHUFPS(BOTH, THREE, 0, 1, 0xc6, FULL, true),
  VINSERTPS(BOTH, THREE, 1, 3, 0x21, SCALAR, true),
  VINSERTF128(VEX, THREE, 1, 3, 0x18, LANE, true),
  VEXTRACTF128(VEX, STORE, 1, 3, 0x19, LANE, true),
  VINSERTF32X4(EVEX, THREE, 1, 3, 0x18, LANE, true),
  VEXTRACTF32X4(EVEX, STORE, 1, 3, 0x19, LANE, true),
  VINSERTF32X8(EVEX, THREE, 1, 3, 0x1a, HALF_OF_WIDEST, true),
  VPERM2F128(VEX, THREE, 1, 3, 0x06, FULL_ONLY, true),
  VPERMPS(BOTH, THREE, 1, 2, 0x16, FULL, false),
  VPERMT2PS(EVEX, THREE, 1, 2, 0x7f, FULL, false),
  /** Its target has the places, and receives what lies there. */
  VPERMI2PS(EVEX, THREE, 1, 2, 0x77, FULL, false),
  /** Bytes, as the next one. */
  VPERMB(EVEX, THREE, 1, 2, 0x8d, FULL_ONLY, false),
  VPERMI2B(EVEX, THREE, 1, 2, 0x75, FULL_ONLY, false),
  VBLENDPS(VEX, THREE, 1, 3, 0x0c, FULL_ONLY, true),
  VCMPPS(VEX, THREE, 0, 1, 0xc2, FULL_ONLY, true),
  VCMPPS_MASK(EVEX, THREE, 0, 1, 0xc2, FULL, true),
  VTESTPS(VEX, LOAD, 1, 2, 0x0e, FULL_ONLY, false),
  VCVTDQ2PS(BOTH, LOAD, 0, 1, 0x5b, FULL, false),
  VCVTPS2DQ(BOTH, LOAD, 1, 1, 0x5b, FULL, false),
  VADDPD(BOTH, THREE, 1, 1, 0x58, DOUBLES, false),
  VDIVPD(BOTH, THREE, 1, 1, 0x5e, DOUBLES, false),
  VCVTPS2PD(BOTH, LOAD, 0, 1, 0x5a, HALF, false),
  /** Into half of a vector; its width is that of the doubles. */
  VCVTPD2PS(BOTH, LOAD, 1, 1, 0x5a, DOUBLES, false),
  VPMOVZXBD(BOTH, LOAD, 1, 2, 0x31, QUARTER, false),
  VPMOVSXBW(BOTH, LOAD, 1, 2, 0x20, HALF, false),
  VPMOVUSDB(EVEX, STORE, 2, 2, 0x11, QUARTER, false),
  VPACKSSDW(BOTH, THREE, 1, 1, 0x6b, FULL, false),
  VPACKUSWB(BOTH, THREE, 1, 1, 0x67, FULL_ONLY, false),
  VPADDD(BOTH, THREE, 1, 1, 0xfe, FULL, false),
  VPSUBD(BOTH, THREE, 1, 1, 0xfa, FULL, false),
  VPMULLD(BOTH, THREE, 1, 2, 0x40, FULL, false),
  VPMULLW(BOTH, THREE, 1, 1, 0xd5, FULL_ONLY, false),
  VPADDW(BOTH, THREE, 1, 1, 0xfd, FULL_ONLY, false),
  VPSUBW(BOTH, THREE, 1, 1, 0xf9, FULL_ONLY, false),
  VPADDSW(BOTH, THREE, 1, 1, 0xed, FULL_ONLY, false),
  VPMAXUB(BOTH, THREE, 1, 1, 0xde, FULL_ONLY, false),
  VPUNPCKLBW(BOTH, THREE, 1, 1, 0x60, FULL_ONLY, false),
  VPUNPCKHBW(BOTH, THREE, 1, 1, 0x68, FULL_ONLY, false),
  VPUNPCKLWD(BOTH, THREE, 1, 1, 0x61, FULL_ONLY, false),
  VPUNPCKHWD(BOTH, THREE, 1, 1, 0x69, FULL_ONLY, false),
  /** By the count in the lowest 64 bits of 128. */
  VPSRLD(BOTH, THREE, 1, 1, 0xd2, LANE, false),
  /** The same with the sign. */
  VPSRAD(BOTH, THREE, 1, 1, 0xe2, LANE, false),
  /** By a byte of its own. */
  VPSLLD_BY(BOTH, SHIFT, 1, 1, 0x72, FULL, true),
  VPMADDWD(BOTH, THREE, 1, 1, 0xf5, FULL_ONLY, false),
  VPMADDUBSW(BOTH, THREE, 1, 2, 0x04, FULL_ONLY, false),
  VPSHUFB(BOTH, THREE, 1, 2, 0x00, FULL_ONLY, false),
  /** Of AVX-VNNI. */
  VPDPBUSD(VEX, THREE, 1, 2, 0x50, FULL, false),
  /** Of AVX-512 with VNNI. */
  VPDPBUSD_EVEX(EVEX, THREE, 1, 2, 0x50, FULL, false),
  /** Of words, likewise. */
  VPDPWSSD(VEX, THREE, 1, 2, 0x52, FULL, false),
  VPDPWSSD_EVEX(EVEX, THREE, 1, 2, 0x52, FULL, false);

  /** The prefixes that an instruction can have. */
  enum Coding {
    VEX,
    EVEX,
    BOTH
  }

  /** What its operands are. */
  enum Shape {
    /** A register from {@code r/m}. */
    LOAD,
    /** {@code r/m} from a register. */
    STORE,
    /** A register from another and {@code r/m}. */
    THREE,
    /** A register from {@code r/m}, with bits of the opcode where the other one stands. */
    SHIFT
  }

  final Coding coding;
  final Shape shape;
  final int prefix;
  final int map;
  final int opcode;
  final Tuple tuple;
  final boolean immediate;

  /**
   * A row.
   *
   * @param prefix what {@code pp} says: 0 none, 1 66, 2 F3, 3 F2
   * @param map 1 0F, 2 0F38, 3 0F3A
   * @param immediate whether a byte of its own follows
   */
  Form(
      Coding coding, Shape shape, int prefix, int map, int opcode, Tuple tuple, boolean immediate) {
    this.coding = coding;
    this.shape = shape;
    this.prefix = prefix;
    this.map = map;
    this.opcode = opcode;
    this.tuple = tuple;
    this.immediate = immediate;
  }
}
