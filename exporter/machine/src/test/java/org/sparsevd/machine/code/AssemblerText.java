package org.sparsevd.machine.code;

import java.util.Locale;

/** Operands as an assembler reads them. */
final class AssemblerText {
  private AssemblerText() {}

  static String of(Vec register) {
    return register.width().name().toLowerCase(Locale.ROOT) + register.number();
  }

  static String of(Gp register) {
    return register.name().toLowerCase(Locale.ROOT);
  }

  /** The lower half of a register. */
  static String half(Gp register) {
    String name = of(register);
    return register.number() < 8 ? "e" + name.substring(1) : name + "d";
  }

  static String of(Address address) {
    String index =
        address.index() == null ? "" : " + " + of(address.index()) + "*" + address.scale();
    return "[" + of(address.base()) + index + " + " + address.displacement() + "]";
  }

  /**
   * An operand of an instruction.
   *
   * @param width of its vectors
   */
  static String of(Operand operand, Width width) {
    return switch (operand) {
      case Vec vector -> of(vector);
      case Gp register -> of(register);
      case Mask mask -> "k" + mask.number();
      case Address address ->
          address.broadcast()
              ? "dword ptr " + of(address) + "{1to" + width.lanes() + "}"
              : of(address);
    };
  }
}
