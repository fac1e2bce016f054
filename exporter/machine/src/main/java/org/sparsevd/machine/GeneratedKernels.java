package org.sparsevd.machine;

import java.util.Optional;
import java.util.Set;
import org.sparsevd.machine.code.Width;
import org.sparsevd.machine.memory.Access;
import org.sparsevd.machine.memory.MachineException;
import org.sparsevd.machine.memory.Processor;
import org.sparsevd.machine.net.NetCompiler;
import org.sparsevd.machine.tile.CellCompiler;
import org.sparsevd.model.Model;
import org.sparsevd.runtime.machine.MachineCode;
import org.sparsevd.runtime.machine.MachineProvider;
import org.sparsevd.runtime.machine.MachineSupport;
import org.sparsevd.runtime.machine.NetFunction;
import org.sparsevd.runtime.machine.TileCode;

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

  /** Vectors of 256 bits, and of 512 where there are some. */
  private record Vectors(Processor processor) implements MachineCode {
    @Override
    public Optional<NetFunction> net(Model model, Set<String> watched) {
      return NetCompiler.compile(model, watched);
    }

    @Override
    public Optional<TileCode> tiles(int lanes) {
      if (lanes == Width.YMM.lanes()) {
        return Optional.of(CellCompiler.of(Width.YMM, processor.avxVnni()));
      } else if (lanes == Width.ZMM.lanes() && processor.avx512()) {
        return Optional.of(CellCompiler.of(Width.ZMM, processor.vnni()));
      }
      return Optional.empty();
    }
  }
}
