package org.sparsevd.machine.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import org.sparsevd.machine.memory.Function;
import org.sparsevd.runtime.machine.NetCall;

/** A net with the memory of one thread. Inputs and results are copied: code sees nothing else. */
record NetMemory(Net net, MemorySegment memory) implements NetCall {

  @Override
  public boolean run(float[] inputs, int from, float[] outputs, int to) {
    NetLayout layout = net.layout();
    MemorySegment.copy(inputs, from, memory, JAVA_FLOAT, layout.floats(), layout.inputs());
    return run(net.floats(), outputs, to);
  }

  @Override
  public boolean run(byte[] pixels, int from, float[] outputs, int to) {
    NetLayout layout = net.layout();
    MemorySegment.copy(pixels, from, memory, JAVA_BYTE, layout.bytes(), layout.inputs());
    return run(net.bytes(), outputs, to);
  }

  private boolean run(Function entry, float[] outputs, int to) {
    if (entry.callShort(memory) == 0) {
      return false;
    }
    NetLayout layout = net.layout();
    MemorySegment.copy(memory, JAVA_FLOAT, layout.results(), outputs, to, layout.outputs());
    return true;
  }
}
