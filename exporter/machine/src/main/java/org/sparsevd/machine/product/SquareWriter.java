package org.sparsevd.machine.product;

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
 * Writes the transforms of a convolution of 3x3 kernels by squares, F(2x2, 3x3) of Lavin and Gray,
 * CVPR 2016: 4x4 pixels of each channel to 16 points, 16 points of each filter to 2x2 pixels, and
 * for the gradient of kernels 2x2 pixels of each filter to 16 points. Points lie point by point,
 * and in each channel by channel.
 *
 * <p>Arguments: where the array of pixels begins, a table of what {@link Number} says, bytes to the
 * first pixel, where points lie, and bytes from a row of pixels to the next and from a pixel to the
 * next.
 *
 * @param vectors of images that are next to each other in a pixel
 */
record SquareWriter(Width width, int vectors) {
  private static final Gp TABLE = Gp.RSI;
  private static final Gp AT = Gp.RDX;
  private static final Gp ROW = Gp.R8;

  /** Where rows of pixels begin. */
  private static final Gp[] PIXELS = {Gp.RDI, Gp.RAX, Gp.RBX, Gp.RBP};

  /** Where every fourth point begins. */
  private static final Gp[] POINTS = {Gp.RCX, Gp.RDX, Gp.R10, Gp.R11};

  private static final Gp PIXEL = Gp.R9;
  private static final Gp THREE_PIXELS = Gp.R8;
  private static final Gp POINT = Gp.R12;
  private static final Gp THREE_POINTS = Gp.R13;
  private static final Gp CHANNELS = Gp.R14;
  private static final Gp CHANNEL = Gp.R15;
  private static final int SIDE = 4;

  /** Numbers of 64 bits in the table. */
  enum Number {
    /** Bytes from a channel's pixels to the next one's. */
    CHANNEL,
    /** Bytes from a point to the next. */
    POINT,
    CHANNELS;

    int offset() {
      return ordinal() * Long.BYTES;
    }
  }

  /** {@code B^T d B}. */
  byte[] input() {
    Assembler to = new Assembler();
    Label channel = enter(to, SIDE);
    for (int vector = 0; vector < vectors; vector++) {
      Vec[] second = registers(0);
      Vec[] third = registers(SIDE);
      Vec[] turned = registers(2 * SIDE);
      for (int i = 0; i < SIDE; i++) {
        to.load(Form.VMOVUPS, third[i], pixel(2, i, vector));
        to.load(Form.VMOVUPS, turned[i], pixel(0, i, vector));
        to.op(Form.VSUBPS, turned[i], turned[i], third[i]);
      }
      points(to, turned, 0, vector);
      for (int i = 0; i < SIDE; i++) {
        to.load(Form.VMOVUPS, second[i], pixel(1, i, vector));
        to.op(Form.VADDPS, turned[i], second[i], third[i]);
      }
      points(to, turned, 1, vector);
      for (int i = 0; i < SIDE; i++) {
        to.op(Form.VSUBPS, turned[i], third[i], second[i]);
      }
      points(to, turned, 2, vector);
      for (int i = 0; i < SIDE; i++) {
        to.op(Form.VSUBPS, turned[i], second[i], pixel(3, i, vector));
      }
      points(to, turned, 3, vector);
    }
    return leave(to, channel, SIDE);
  }

  /** A row of points from a row of pixels whose columns already met each other. */
  private void points(Assembler to, Vec[] row, int quarter, int vector) {
    Vec one = new Vec(3 * SIDE, width);
    Vec other = new Vec(3 * SIDE + 1, width);
    to.op(Form.VSUBPS, one, row[0], row[2]);
    to.store(Form.VMOVUPS_STORE, point(quarter, 0, vector), one);
    to.op(Form.VADDPS, other, row[1], row[2]);
    to.store(Form.VMOVUPS_STORE, point(quarter, 1, vector), other);
    to.op(Form.VSUBPS, one, row[2], row[1]);
    to.store(Form.VMOVUPS_STORE, point(quarter, 2, vector), one);
    to.op(Form.VSUBPS, other, row[1], row[3]);
    to.store(Form.VMOVUPS_STORE, point(quarter, 3, vector), other);
  }

  /** {@code A^T m A}. */
  byte[] output() {
    Assembler to = new Assembler();
    Label channel = enter(to, 2);
    for (int vector = 0; vector < vectors; vector++) {
      Vec[] upper = registers(0);
      Vec[] lower = registers(SIDE);
      Vec third = new Vec(2 * SIDE, width);
      for (int i = 0; i < SIDE; i++) {
        to.load(Form.VMOVUPS, lower[i], point(1, i, vector));
        to.load(Form.VMOVUPS, third, point(2, i, vector));
        to.op(Form.VADDPS, upper[i], lower[i], third);
        to.op(Form.VADDPS, upper[i], upper[i], point(0, i, vector));
        to.op(Form.VSUBPS, lower[i], lower[i], third);
        to.op(Form.VSUBPS, lower[i], lower[i], point(3, i, vector));
      }
      pixels(to, upper, 0, vector);
      pixels(to, lower, 1, vector);
    }
    return leave(to, channel, 2);
  }

  private void pixels(Assembler to, Vec[] row, int which, int vector) {
    Vec left = new Vec(3 * SIDE, width);
    Vec right = new Vec(3 * SIDE + 1, width);
    to.op(Form.VADDPS, left, row[1], row[2]);
    to.op(Form.VADDPS, left, left, row[0]);
    to.store(Form.VMOVUPS_STORE, pixel(which, 0, vector), left);
    to.op(Form.VSUBPS, right, row[1], row[2]);
    to.op(Form.VSUBPS, right, right, row[3]);
    to.store(Form.VMOVUPS_STORE, pixel(which, 1, vector), right);
  }

  /** {@code A d A^T} of 2x2 pixels, but that every fourth row and column has the other sign. */
  byte[] gradient() {
    Assembler to = new Assembler();
    Label channel = enter(to, 2);
    for (int vector = 0; vector < vectors; vector++) {
      Vec[] upper = registers(0);
      Vec[] lower = registers(SIDE);
      Vec[] both = registers(2 * SIDE);
      for (int i = 0; i < 2; i++) {
        to.load(Form.VMOVUPS, upper[i], pixel(0, i, vector));
        to.load(Form.VMOVUPS, lower[i], pixel(1, i, vector));
      }
      spread(to, upper, 0, vector);
      for (int i = 0; i < 2; i++) {
        to.op(Form.VADDPS, both[i], upper[i], lower[i]);
      }
      spread(to, both, 1, vector);
      for (int i = 0; i < 2; i++) {
        to.op(Form.VSUBPS, both[i], upper[i], lower[i]);
      }
      spread(to, both, 2, vector);
      spread(to, lower, 3, vector);
    }
    return leave(to, channel, 2);
  }

  private void spread(Assembler to, Vec[] row, int quarter, int vector) {
    Vec sum = new Vec(3 * SIDE, width);
    Vec difference = new Vec(3 * SIDE + 1, width);
    to.store(Form.VMOVUPS_STORE, point(quarter, 0, vector), row[0]);
    to.op(Form.VADDPS, sum, row[0], row[1]);
    to.store(Form.VMOVUPS_STORE, point(quarter, 1, vector), sum);
    to.op(Form.VSUBPS, difference, row[0], row[1]);
    to.store(Form.VMOVUPS_STORE, point(quarter, 2, vector), difference);
    to.store(Form.VMOVUPS_STORE, point(quarter, 3, vector), row[1]);
  }

  private Label enter(Assembler to, int rows) {
    Frame.enter(to);
    to.add(PIXELS[0], AT);
    for (int row = 1; row < rows; row++) {
      to.lea(PIXELS[row], Address.of(PIXELS[row - 1], ROW, 1, 0));
    }
    to.lea(THREE_PIXELS, Address.of(PIXEL, PIXEL, 2, 0));
    to.mov(POINT, Address.of(TABLE, Number.POINT.offset()));
    to.lea(THREE_POINTS, Address.of(POINT, POINT, 2, 0));
    for (int quarter = 1; quarter < SIDE; quarter++) {
      to.lea(POINTS[quarter], Address.of(POINTS[quarter - 1], POINT, SIDE, 0));
    }
    to.mov(CHANNEL, Address.of(TABLE, Number.CHANNEL.offset()));
    to.mov(CHANNELS, Address.of(TABLE, Number.CHANNELS.offset()));
    Label channel = new Label();
    to.bind(channel);
    return channel;
  }

  private byte[] leave(Assembler to, Label channel, int rows) {
    for (int row = 0; row < rows; row++) {
      to.add(PIXELS[row], CHANNEL);
    }
    for (Gp points : POINTS) {
      to.add(points, vectors * width.bytes());
    }
    to.dec(CHANNELS);
    to.jump(Condition.NOT_ZERO, channel);
    Frame.leave(to);
    return to.toBytes();
  }

  private Vec[] registers(int from) {
    Vec[] registers = new Vec[SIDE];
    for (int i = 0; i < SIDE; i++) {
      registers[i] = new Vec(from + i, width);
    }
    return registers;
  }

  private Address pixel(int row, int column, int vector) {
    return place(PIXELS[row], PIXEL, THREE_PIXELS, column, vector);
  }

  private Address point(int quarter, int index, int vector) {
    return place(POINTS[quarter], POINT, THREE_POINTS, index, vector);
  }

  private Address place(Gp base, Gp step, Gp threeSteps, int index, int vector) {
    int displacement = vector * width.bytes();
    return switch (index) {
      case 0 -> Address.of(base, displacement);
      case 1, 2 -> Address.of(base, step, index, displacement);
      default -> Address.of(base, threeSteps, 1, displacement);
    };
  }
}
