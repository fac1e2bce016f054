package org.sparsevd.machine;

import org.sparsevd.machine.memory.Access;
import org.sparsevd.machine.memory.MachineException;
import org.sparsevd.machine.memory.Processor;
import org.sparsevd.runtime.machine.MachineProvider;
import org.sparsevd.runtime.machine.MachineSupport;

/** Machine code for x86-64 on Linux, from AVX2 on. */
public final class GeneratedKernels implements MachineProvider {
  @Override
  public MachineSupport look() {
    String refusal = Access.refusal();
    if (refusal != null) {
      return MachineSupport.none(refusal);
    }
    try {
      Processor processor = Processor.find();
      return processor.avx2()
          ? new MachineSupport(new Vectors(processor), name(processor))
          : MachineSupport.none("the processor has no AVX2 with fused multiply-add");
    } catch (MachineException e) {
      return MachineSupport.none(e.getMessage());
    }
  }

  private static String name(Processor processor) {
    if (processor.avx512()) {
      return processor.vnni() ? "avx512, vnni" : "avx512";
    }
    return processor.avxVnni() ? "avx2, vnni" : "avx2";
  }
}
