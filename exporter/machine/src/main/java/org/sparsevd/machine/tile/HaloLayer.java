package org.sparsevd.machine.tile;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Condition;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Label;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;
import org.sparsevd.machine.memory.CodeBlock;
import org.sparsevd.machine.memory.Function;
import org.sparsevd.machine.memory.KnownArrays;
import org.sparsevd.machine.memory.TouchedFloats;
import org.sparsevd.runtime.machine.TileFunction;
import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.tile.Halo;
import org.sparsevd.runtime.tile.Tiles;

/**
 * The halo of an image as code. An entry of the table is where a cell comes from, where it goes,
 * and where in the table its mask lies, with what fills the border behind it. Code for few cells
 * has all that but the masks in itself. Bits are moved as they are: they may be four bytes.
 *
 * @param table entries, then masks
 * @param cells of a channel
 * @param each channels of a call, which takes some microseconds
 */
record HaloLayer(
    Function code,
    MemorySegment table,
    Tiles tiles,
    int cells,
    int each,
    TouchedFloats touched,
    KnownArrays last)
    implements TileFunction {
  private static final int ENTRY = 16;
  private static final int LINE = 64;

  /** Cells of a channel whose places are part of the code. */
  private static final int FEW = 128;

  /** Registers that they go through, in turns. */
  private static final int FREE = 8;

  /** Cells of a call. */
  private static final int MOST = 8_000;

  /**
   * Code for the halo of an image.
   *
   * @throws org.sparsevd.machine.memory.MachineException if there is no memory for code
   */
  static HaloLayer of(Width width, Halo halo, Tiles tiles, float fill) {
    int lanes = width.lanes();
    int masks = masks(halo);
    int bytes = Math.addExact(masks, Math.multiplyExact(halo.keep().length, 2 * Float.BYTES));
    MemorySegment table = Arena.ofAuto().allocate(bytes, LINE);
    int least = 0;
    int most = 0;
    for (int i = 0; i < halo.count(); i++) {
      long entry = (long) i * ENTRY;
      table.set(JAVA_INT, entry, Math.multiplyExact(halo.sources()[i], Float.BYTES));
      table.set(JAVA_INT, entry + 4, Math.multiplyExact(halo.targets()[i], Float.BYTES));
      table.set(JAVA_INT, entry + 8, mask(halo, i));
      least = Math.min(least, Math.min(halo.sources()[i], halo.targets()[i]));
      most = Math.max(most, Math.max(halo.sources()[i], halo.targets()[i]));
    }
    for (int i = 0; i < halo.keep().length; i++) {
      boolean kept = halo.keep()[i] > 0;
      long at = masks + (i / lanes * 2L * lanes + i % lanes) * Float.BYTES;
      table.set(JAVA_INT, at, kept ? -1 : 0);
      int bits = Float.floatToRawIntBits(fill);
      table.set(JAVA_INT, at + width.bytes(), kept ? 0 : bits);
    }
    int stride = tiles.tiling().stride();
    int end = Math.addExact(Math.multiplyExact(tiles.channels() - 1, stride), most + lanes);
    TouchedFloats touched =
        TouchedFloats.region(tiles.start() + least, Math.subtractExact(end, least));
    int each = Math.max(1, MOST / halo.count());
    Function code = new CodeBlock(write(width, stride * Float.BYTES, halo)).function(0);
    return new HaloLayer(code, table, tiles, halo.count(), each, touched, new KnownArrays());
  }

  /**
   * Arguments: the memory of all images, the table, bytes to the first channel, nothing, how many
   * cells, how many channels. Where there are few cells, the code has their places.
   *
   * @param stride bytes from a channel to the next
   */
  static byte[] write(Width width, int stride, Halo halo) {
    Assembler to = new Assembler();
    Label channel = new Label();
    to.add(Gp.RDI, Gp.RDX);
    to.bind(channel);
    if (halo.count() <= FEW) {
      for (int i = 0; i < halo.count(); i++) {
        cell(to, width, halo, i);
      }
    } else {
      cells(to, width);
    }
    to.add(Gp.RDI, stride);
    to.dec(Gp.R9);
    to.jump(Condition.NOT_ZERO, channel);
    to.vzeroupper();
    to.ret();
    return to.toBytes();
  }

  /** Where the mask of a cell lies in the table. */
  private static int mask(Halo halo, int number) {
    return masks(halo) + halo.masks()[number] * 2 * Float.BYTES;
  }

  /** Where masks begin in the table. */
  private static int masks(Halo halo) {
    return Math.addExact(Math.multiplyExact(halo.count(), ENTRY), LINE) / LINE * LINE;
  }

  private static boolean isWhole(Width width, Halo halo, int number) {
    boolean whole = true;
    for (int lane = 0; lane < width.lanes(); lane++) {
      whole &= halo.keep()[halo.masks()[number] + lane] > 0;
    }
    return whole;
  }

  private static void cell(Assembler to, Width width, Halo halo, int number) {
    Vec cell = new Vec(number % FREE, width);
    int source = Math.multiplyExact(halo.sources()[number], Float.BYTES);
    int target = Math.multiplyExact(halo.targets()[number], Float.BYTES);
    to.load(Form.VMOVUPS, cell, Address.of(Gp.RDI, source));
    if (!isWhole(width, halo, number)) {
      int mask = mask(halo, number);
      to.op(Form.VANDPS, cell, cell, Address.of(Gp.RSI, mask));
      to.op(Form.VORPS, cell, cell, Address.of(Gp.RSI, mask + width.bytes()));
    }
    to.store(Form.VMOVUPS_STORE, Address.of(Gp.RDI, target), cell);
  }

  private static void cells(Assembler to, Width width) {
    Vec cell = new Vec(0, width);
    Label entry = new Label();
    to.mov(Gp.RAX, Gp.RSI);
    to.mov(Gp.R10, Gp.R8);
    to.bind(entry);
    to.movsxd(Gp.R11, Address.of(Gp.RAX, 0));
    to.load(Form.VMOVUPS, cell, Address.of(Gp.RDI, Gp.R11, 1, 0));
    to.movsxd(Gp.R11, Address.of(Gp.RAX, 8));
    to.op(Form.VANDPS, cell, cell, Address.of(Gp.RSI, Gp.R11, 1, 0));
    to.op(Form.VORPS, cell, cell, Address.of(Gp.RSI, Gp.R11, 1, width.bytes()));
    to.movsxd(Gp.R11, Address.of(Gp.RAX, 4));
    to.store(Form.VMOVUPS_STORE, Address.of(Gp.RDI, Gp.R11, 1, 0), cell);
    to.add(Gp.RAX, ENTRY);
    to.dec(Gp.R10);
    to.jump(Condition.NOT_ZERO, entry);
  }

  @Override
  public void run(float[] memory, int at) {
    run(memory, at, Share.WHOLE);
  }

  /** Threads share channels. */
  @Override
  public void run(float[] memory, int at, Share share) {
    touched.check(memory.length, at);
    MemorySegment segment = last.of(memory);
    int end = share.to(tiles.channels());
    for (int channel = share.from(tiles.channels()); channel < end; channel += each) {
      long start = at + tiles.start() + (long) channel * tiles.tiling().stride();
      int count = Math.min(each, end - channel);
      code.callShort(segment, table, start * Float.BYTES, 0, cells, count);
    }
  }
}
