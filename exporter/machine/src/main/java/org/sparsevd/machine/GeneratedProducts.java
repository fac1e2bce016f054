package org.sparsevd.machine;

import java.util.Optional;
import org.sparsevd.machine.code.Width;
import org.sparsevd.machine.memory.Access;
import org.sparsevd.machine.memory.MachineException;
import org.sparsevd.machine.memory.Processor;
import org.sparsevd.machine.product.MachineProducts;
import org.sparsevd.vector.ProductCode;
import org.sparsevd.vector.ProductCodeProvider;

/** The trainer's products as machine code, for x86-64 on Linux. */
public final class GeneratedProducts implements ProductCodeProvider {
  @Override
  public Optional<ProductCode> find(int lanes) {
    if (Access.refusal() != null) {
      return Optional.empty();
    }
    try {
      Processor processor = Processor.find();
      if (lanes == Width.ZMM.lanes() && processor.avx512()) {
        return Optional.of(new MachineProducts(Width.ZMM));
      }
      return lanes == Width.YMM.lanes() && processor.avx2()
          ? Optional.of(new MachineProducts(Width.YMM))
          : Optional.empty();
    } catch (MachineException | OutOfMemoryError e) {
      return Optional.empty();
    }
  }
}
