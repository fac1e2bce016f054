package org.sparsevd.machine.image;

import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Condition;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Label;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;
import org.sparsevd.runtime.tile.Tiling;
import org.sparsevd.runtime.tile.bytes.ByteImage;
import org.sparsevd.runtime.tile.bytes.ByteLanes;

/**
 * Writes a function that puts an image of floats into tiles of bytes. Eight pixels side by side
 * become levels at once. They lie in eight cells, at the lane of their tile, so they go there one
 * by one.
 *
 * <p>Arguments: the image, the memory of all images, an {@link ImageTable}, bytes to the first
 * image in tiles, bytes to the first lane in the table, how many lanes.
 */
record ImageCode(ByteImage image) {
  /** Pixels at once. */
  static final int PIXELS = Width.YMM.lanes();

  private static final Gp LANE = Gp.RCX;
  private static final Gp LEFT = Gp.R9;
  private static final Gp READ = Gp.RAX;
  private static final Gp WRITE = Gp.R10;
  private static final Gp ROWS = Gp.R11;
  private static final Gp FROM = Gp.R8;
  private static final Gp TO = Gp.RBX;
  private static final Gp COUNT = Gp.RBP;
  private static final Gp PIXEL = Gp.R12;
  private static final Vec INVERSE = Vec.ymm(4);
  private static final Vec LOW = Vec.ymm(5);
  private static final Vec HIGH = Vec.ymm(6);
  private static final Vec ZERO = Vec.ymm(7);

  byte[] write() {
    Tiling tiling = image.tiles().tiling();
    Assembler to = new Assembler();
    Label lane = new Label();
    Label row = new Label();
    to.push(TO);
    to.push(COUNT);
    to.push(PIXEL);
    to.sub(Gp.RSP, Width.YMM.bytes());
    to.add(Gp.RSI, Gp.RCX);
    to.mov(LANE, Gp.RDX);
    to.add(LANE, Gp.R8);
    to.load(Form.VBROADCASTSS, INVERSE, Address.of(Gp.RDX, ImageTable.INVERSE));
    to.load(Form.VBROADCASTSS, LOW, Address.of(Gp.RDX, ImageTable.LOW));
    to.load(Form.VBROADCASTSS, HIGH, Address.of(Gp.RDX, ImageTable.HIGH));
    to.load(Form.VPBROADCASTD, ZERO, Address.of(Gp.RDX, ImageTable.ZERO));
    to.bind(lane);
    to.movsxd(READ, Address.of(LANE, 0));
    to.add(READ, Gp.RDI);
    to.movsxd(WRITE, Address.of(LANE, Integer.BYTES));
    to.add(WRITE, Gp.RSI);
    to.mov(ROWS, tiling.tileHeight());
    to.bind(row);
    row(to, tiling);
    to.add(READ, tiling.width() * Float.BYTES);
    to.add(WRITE, tiling.pitch() * tiling.lanes() * Float.BYTES);
    to.dec(ROWS);
    to.jump(Condition.NOT_ZERO, row);
    to.add(LANE, ImageTable.LANE_BYTES);
    to.dec(LEFT);
    to.jump(Condition.NOT_ZERO, lane);
    to.add(Gp.RSP, Width.YMM.bytes());
    to.pop(PIXEL);
    to.pop(COUNT);
    to.pop(TO);
    to.vzeroupper();
    to.ret();
    return to.toBytes();
  }

  /** Whole blocks of pixels, then the last ones, some of them once more. */
  private void row(Assembler to, Tiling tiling) {
    int cell = tiling.lanes() * Float.BYTES;
    Label block = new Label();
    to.mov(FROM, READ);
    to.mov(TO, WRITE);
    to.mov(COUNT, tiling.tileWidth() / PIXELS);
    to.bind(block);
    block(to, cell);
    to.add(FROM, PIXELS * Float.BYTES);
    to.add(TO, PIXELS * cell);
    to.dec(COUNT);
    to.jump(Condition.NOT_ZERO, block);
    int rest = tiling.tileWidth() % PIXELS;
    if (rest > 0) {
      to.sub(FROM, (PIXELS - rest) * Float.BYTES);
      to.sub(TO, (PIXELS - rest) * cell);
      block(to, cell);
    }
  }

  private void block(Assembler to, int cell) {
    int stride = image.tiles().tiling().stride() * Float.BYTES;
    for (int plane = 0; plane < image.tiles().channels(); plane++) {
      int first = plane * ByteLanes.CHANNELS;
      int count = Math.min(image.channels() - first, ByteLanes.CHANNELS);
      for (int i = 0; i < count; i++) {
        channel(to, first + i, i);
      }
      to.store(Form.VMOVUPS_STORE, Address.of(Gp.RSP, 0), Vec.ymm(0));
      for (int pixel = 0; pixel < PIXELS; pixel++) {
        to.mov32(PIXEL, Address.of(Gp.RSP, pixel * Integer.BYTES));
        to.mov32(Address.of(TO, plane * stride + pixel * cell), PIXEL);
      }
    }
  }

  private void channel(Assembler to, int channel, int place) {
    Vec level = Vec.ymm(place == 0 ? 0 : 1);
    int at = channel * image.pixels() * Float.BYTES;
    to.op(Form.VMULPS, level, INVERSE, Address.of(FROM, at));
    // The second is taken where the first is no number.
    to.op(Form.VMAXPS, level, level, LOW);
    to.op(Form.VMINPS, level, level, HIGH);
    to.load(Form.VCVTPS2DQ, level, level);
    to.op(Form.VPADDD, level, level, ZERO);
    if (place > 0) {
      to.shiftLeft(level, level, place * Byte.SIZE);
      to.op(Form.VORPS, Vec.ymm(0), Vec.ymm(0), level);
    }
  }
}
