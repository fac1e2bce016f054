package org.sparsevd.machine.net;

import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Condition;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Label;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;

/** Cuts a plain image into the phases that the first filters read, with zeros around it. */
final class ImageCode {
  /** Floats that are moved in a turn. */
  private static final int TURN = 8;

  private static final int LANES = 8;
  private static final int QUARTERS = 4;

  /** Rows that have code of their own. */
  private static final int MOST_ROWS = 64;

  /** Of two vectors' halves of 128 bits, the lower 64 bits each, and the upper ones. */
  private static final int LOWER_PAIRS = 0x44;

  private static final int UPPER_PAIRS = 0xee;

  private final Assembler to;
  private final Shape image;
  private final Window window;
  private final Phases phases;
  private final int floats;
  private final int zero;
  private final Words sources = new Words();

  /**
   * An image and its phases.
   *
   * @param floats bytes from the memory's beginning to the image
   * @param zero the same to a float that is always zero
   */
  ImageCode(Assembler to, Filters first, Phases phases, int floats, int zero) {
    this.to = to;
    this.image = first.image();
    this.window = first.conv().window();
    this.phases = phases;
    this.floats = floats;
    this.zero = zero;
  }

  void write() {
    if (hasQuarters()) {
      quarters();
    } else {
      gather();
    }
  }

  /** Whether rows are cut into four, and each part fits into a vector in all its copies. */
  private boolean hasQuarters() {
    boolean plain = window.equals(window.withPadding(0, 0, 0, 0));
    int columns = (image.dim(2) - 1) / QUARTERS + 1;
    return plain
        && phases.count() == QUARTERS
        && phases.pitch() == LANES
        && columns <= LANES + 1 - phases.copies()
        && image.dim(0) * image.dim(1) <= MOST_ROWS;
  }

  /**
   * A row is eight groups of four pixels. Groups 0 and 4 are the halves of the first vector, and so
   * on. In each half, four groups are a square, which is transposed: then vector {@code v} has
   * every fourth pixel from {@code v} on.
   */
  private void quarters() {
    for (int row = 0; row < image.dim(0) * image.dim(1); row++) {
      if (row % image.dim(1) / QUARTERS >= phases.allRows()) {
        // Of no window: pooling left it out.
        continue;
      }
      for (int i = 0; i < QUARTERS; i++) {
        int from = floats + (row * image.dim(2) + i * QUARTERS) * Float.BYTES;
        Address lower = Address.of(Code.MEMORY, from);
        Address upper = Address.of(Code.MEMORY, from + QUARTERS * QUARTERS * Float.BYTES);
        to.load(Form.VMOVUPS, Vec.xmm(i), lower);
        to.op(Form.VINSERTF128, Vec.ymm(i), Vec.ymm(i), upper, 1);
      }
      for (int i = 0; i < QUARTERS; i++) {
        Form half = i < 2 ? Form.VUNPCKLPS : Form.VUNPCKHPS;
        int pair = i % 2 * 2;
        to.op(half, Vec.ymm(QUARTERS + i), Vec.ymm(pair), Vec.ymm(pair + 1));
      }
      for (int i = 0; i < QUARTERS; i++) {
        int pair = QUARTERS + i / 2 * 2;
        int which = i % 2 == 0 ? LOWER_PAIRS : UPPER_PAIRS;
        to.op(Form.VSHUFPS, Vec.ymm(i), Vec.ymm(pair), Vec.ymm(pair + 1), which);
      }
      store(row / image.dim(1), row % image.dim(1));
    }
  }

  /** To all copies. Of a later one, what hangs over its beginning lies where no pixel is. */
  private void store(int channel, int row) {
    for (int i = 0; i < QUARTERS; i++) {
      for (int copy = 0; copy < phases.copies(); copy++) {
        int place = phases.place(channel, row % QUARTERS, i) - copy * Float.BYTES;
        for (int shift = 0; shift < phases.shifts(); shift++) {
          if (phases.has(shift, row / QUARTERS)) {
            int within = phases.within(copy, shift, row / QUARTERS);
            Address target = Address.of(Code.MEMORY, place + within);
            to.store(Form.VMOVUPS_STORE, target, Vec.ymm(i));
          }
        }
      }
    }
  }

  /** Float by float, by a list of where each one comes from. */
  private void gather() {
    long all = phases.bytes() / Float.BYTES;
    for (int i = 0; i < all; i++) {
      sources.add(source(i));
    }
    // Copies have whole vectors, so there are whole turns.
    Vec one = Vec.xmm(0);
    Label again = new Label();
    to.lea(Gp.RCX, sources.start());
    to.lea(Gp.RDX, Address.of(Code.MEMORY, phases.base()));
    to.lea(Gp.RBX, Address.of(Gp.RCX, sources.bytes()));
    to.bind(again);
    for (int i = 0; i < TURN; i++) {
      Gp from = i % 2 == 0 ? Gp.RAX : Gp.RSI;
      to.mov32(from, Address.of(Gp.RCX, i * Integer.BYTES));
      to.load(Form.VMOVSS, one, Address.of(Code.MEMORY, from, 1, 0));
      to.store(Form.VMOVSS_STORE, Address.of(Gp.RDX, i * Float.BYTES), one);
    }
    to.add(Gp.RCX, TURN * Integer.BYTES);
    to.add(Gp.RDX, TURN * Float.BYTES);
    to.cmp(Gp.RCX, Gp.RBX);
    to.jump(Condition.NOT_ZERO, again);
  }

  /** Where the pixel is that float {@code i} of all copies is. */
  private int source(int i) {
    int within = i % phases.copySize();
    int number = i / phases.copySize();
    int count = phases.count();
    int across = number % count;
    int copy = number / count % phases.copies();
    int phase = number / count / phases.copies();
    int shift = phase / count % phases.shifts();
    int channel = phase / count / phases.shifts();
    int down = within / phases.pitch() + shift;
    int row = down * count + phase % count - window.padTop();
    int x = (within % phases.pitch() + copy) * count + across - window.padLeft();
    boolean inside = row >= 0 && row < image.dim(1) && x >= 0 && x < image.dim(2);
    int pixel = (channel * image.dim(1) + row) * image.dim(2) + x;
    return inside ? floats + pixel * Float.BYTES : zero;
  }

  /** What the loop reads, to be put behind the code. */
  void writeWords() {
    sources.write(to);
  }
}
