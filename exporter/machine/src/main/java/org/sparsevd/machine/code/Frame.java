package org.sparsevd.machine.code;

/**
 * What a function owes to who calls it: the registers that the caller keeps values in (System V,
 * x86-64), and its stack.
 */
public final class Frame {
  private static final Gp[] KEPT = {Gp.RBX, Gp.RBP, Gp.R12, Gp.R13, Gp.R14, Gp.R15};

  /** A cache line: what room begins at, and what lies behind it. */
  private static final int LINE = 64;

  private Frame() {}

  /** Saves what the caller keeps. */
  public static void enter(Assembler to) {
    for (Gp register : KEPT) {
      to.push(register);
    }
  }

  /** The same, with {@link #open room} on the stack. */
  public static void enter(Assembler to, int room) {
    enter(to);
    open(to, room);
  }

  /**
   * Makes room on the stack. Behind it lie where the stack was, and 56 bytes for the function.
   * Needs {@code rax}.
   *
   * @param room bytes
   */
  public static void open(Assembler to, int room) {
    to.mov(Gp.RAX, Gp.RSP);
    to.sub(Gp.RSP, room + LINE);
    to.and(Gp.RSP, -LINE);
    to.mov(Address.of(Gp.RSP, room), Gp.RAX);
  }

  /** Gives back what {@link #enter(Assembler)} saved, and returns. */
  public static void leave(Assembler to) {
    for (int i = KEPT.length - 1; i >= 0; i--) {
      to.pop(KEPT[i]);
    }
    to.vzeroupper();
    to.ret();
  }

  /** Gives back that and the room, and returns. */
  public static void leave(Assembler to, int room) {
    close(to, room);
    leave(to);
  }

  /** Gives back the room. */
  public static void close(Assembler to, int room) {
    to.mov(Gp.RSP, Address.of(Gp.RSP, room));
  }

  /**
   * Where an argument lies that came by the stack, once a function has entered without room.
   *
   * @param index 0 for the first of these
   */
  public static Address argument(int index) {
    // Behind what is kept and the address to return to.
    return Address.of(Gp.RSP, (KEPT.length + 1 + index) * Long.BYTES);
  }
}
