package org.sparsevd.machine.code;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** An emulator that has the memory of all images, and the table of a layer. */
public final class EmulatedMemory {
  private final Emulator machine = new Emulator();
  private final ByteBuffer bytes;
  private final long base;
  private final long table;

  /** With a copy of this memory. */
  public EmulatedMemory(float[] memory, ByteBuffer table) {
    this.bytes = ByteBuffer.allocate(memory.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < memory.length; i++) {
      bytes.putInt(4 * i, Float.floatToRawIntBits(memory[i]));
    }
    this.base = machine.map(bytes);
    this.table = machine.map(table);
  }

  /** Calls the code of a layer for some jobs at a group of cells. */
  public void call(byte[] code, long group, long job, int jobs) {
    call(code, 0, group, job, jobs);
  }

  /** The same with bytes to the first image. */
  public void call(byte[] code, long start, long group, long job, int jobs) {
    machine.call(code, base, table, start, group, job, jobs);
  }

  /** Copies the memory as it is now. */
  public void copyTo(float[] memory) {
    for (int i = 0; i < memory.length; i++) {
      memory[i] = Float.intBitsToFloat(bytes.getInt(4 * i));
    }
  }
}
