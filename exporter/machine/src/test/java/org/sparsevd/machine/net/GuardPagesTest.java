package org.sparsevd.machine.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sparsevd.machine.RandomNets;
import org.sparsevd.machine.memory.GuardedMemory;
import org.sparsevd.machine.memory.Processor;
import org.sparsevd.model.Model;
import org.sparsevd.runtime.machine.NetFunction;

/** The memory of a call between pages that must not be touched: code beyond it would crash. */
class GuardPagesTest {
  @Test
  void codeStaysInsideTheMemoryOfACall() {
    long seed = System.nanoTime();
    RandomNets nets = new RandomNets(new Random(seed));
    for (int i = 0; i < 150; i++) {
      Model model = i % 3 == 0 ? nets.chain() : nets.images();
      NetFunction function = NetCompiler.compile(model, Set.of(), Processor.find()).orElse(null);
      if (function instanceof Net net) {
        try (GuardedMemory atEnd = GuardedMemory.endingAtAGuard(net.layout().size())) {
          answer(new NetMemory(net, atEnd.segment()), nets, model);
        }
        try (GuardedMemory atStart = GuardedMemory.startingAtAGuard(net.layout().size())) {
          answer(new NetMemory(net, atStart.segment()), nets, model);
        }
      }
    }
  }

  private static void answer(NetMemory memory, RandomNets nets, Model model) {
    int size = model.inputShape().size();
    float[] found = new float[model.outputShape().size()];
    assertThat(memory.run(nets.pixels(size), 0, found, 0)).isTrue();
    assertThat(memory.run(nets.input(size), 0, found, 0)).isTrue();
  }
}
