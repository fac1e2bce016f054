package org.sparsevd.runtime.plan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.layout.Slots;
import org.sparsevd.runtime.level.LevelEnding;
import org.sparsevd.runtime.level.LevelMatrix;
import org.sparsevd.runtime.level.step.LevelRows;
import org.sparsevd.runtime.machine.MachineSupport;
import org.sparsevd.runtime.machine.RowsFunction;
import org.sparsevd.runtime.machine.TileCode;
import org.sparsevd.runtime.step.KernelStep;
import org.sparsevd.runtime.step.Mapping;
import org.sparsevd.runtime.step.map.LevelTable;

/** Makes dense layers of 8 bits machine code, where there is some, with what stands around them. */
final class LevelPlanner {
  /** Densities below which sparse kernels are faster: over many vectors, and over few. */
  private static final double SPARSE = 0.3;

  private static final double SPARSE_VECTOR = 0.15;
  private static final int FEW = 6;

  private final Model model;
  private final PackedWeights packed;
  private final Kernels kernels;
  private final MachineSupport machine;
  private final Slots slots;
  private final List<KernelStep> steps;
  private final Map<String, Ready> ready = new HashMap<>();

  /** What levels are made of that their readers compute. */
  private Map<String, String> read = Map.of();

  /**
   * A layer that became code with what stands around it.
   *
   * @param table what becomes of the levels that it finds; null where they are left
   */
  private record Ready(LevelMatrix layer, RowsFunction function, LevelTable table) {}

  LevelPlanner(
      Model model,
      PackedWeights packed,
      Kernels kernels,
      MachineSupport machine,
      Slots slots,
      List<KernelStep> steps) {
    this.model = model;
    this.packed = packed;
    this.kernels = kernels;
    this.machine = machine;
    this.slots = slots;
    this.steps = steps;
  }

  /**
   * Makes layers over vectors that follow each other code, together with the levels that they alone
   * read and with the nodes behind them. Those nodes become aliases.
   *
   * @param rectified layers that a rectifier is fused into
   * @param watched values that are looked at as the model runs
   */
  void fuse(
      Aliases aliases, Map<String, String> notes, Set<String> rectified, Set<String> watched) {
    if (!machine.isThere() || !Op.Quantize.isIn(model)) {
      return;
    }
    LevelFusion fusion = new LevelFusion(model, aliases, watched);
    Map<Node, LevelChain> chains = new LinkedHashMap<>();
    for (Node node : fusion.candidates()) {
      if (pays(node, (Op.Dense) node.op(), fusion.quantize(node))) {
        float floor = rectified.contains(node.name()) ? 0 : Float.NEGATIVE_INFINITY;
        chains.put(node, LevelChain.of(node, floor, fusion));
      }
    }
    // Levels that are not computed must be known to all who read them.
    while (!compile(fusion, chains)) {
      ready.clear();
    }
    chains.forEach((node, chain) -> chain.put(node, aliases, notes));
    read.forEach(
        (value, source) -> {
          aliases.put(value, source);
          notes.put(value, "computed by who reads it");
        });
  }

  /** Whether all layers became code; one that did not is taken out. */
  private boolean compile(LevelFusion fusion, Map<Node, LevelChain> chains) {
    Set<String> ended = new HashSet<>();
    chains.values().forEach(chain -> chain.nodes().forEach(node -> ended.add(node.name())));
    read = fusion.sources(chains.keySet(), ended);
    for (Map.Entry<Node, LevelChain> entry : chains.entrySet()) {
      Node node = entry.getKey();
      LevelChain chain = entry.getValue();
      boolean rounds = read.containsKey(fusion.levels(node));
      LevelMatrix layer = layer(node, fusion.quantize(node), rounds, chain.ending());
      Optional<RowsFunction> function = function(layer);
      if (function.isEmpty()) {
        chains.remove(node);
        return false;
      }
      LevelTable table = chain.table(fusion, kernels);
      ready.put(node.name(), new Ready(layer, function.get(), table));
    }
    return true;
  }

  private boolean pays(Node node, Op.Dense op, Op.Quantize levels) {
    int vectors = model.shape(node.inputs().get(0)).size() / op.weight().columns();
    return op.weight().density() >= (vectors < FEW ? SPARSE_VECTOR : SPARSE)
        && packed.whole(op, levels.zero()) != null;
  }

  private LevelMatrix layer(Node node, Op.Quantize levels, boolean rounds, LevelEnding ending) {
    Op.Dense op = (Op.Dense) node.op();
    int columns = op.weight().columns();
    int vectors = model.shape(node.inputs().get(0)).size() / columns;
    byte[] weights = packed.whole(op, levels.zero());
    return new LevelMatrix(vectors, columns, weights, levels, rounds, ending);
  }

  private Optional<RowsFunction> function(LevelMatrix layer) {
    TileCode code = machine.bytes(kernels.lanes());
    return code == null ? Optional.empty() : code.rows(layer);
  }

  /** Adds the step of a dense layer and says what it is; null where others have to compute it. */
  String dense(Node node, Op.Dense op, float floor, int in, int out) {
    Ready known = ready.get(node.name());
    if (known == null) {
      Op.Quantize levels = levels(node.inputs().get(0));
      if (!machine.isThere() || levels == null || !pays(node, op, levels)) {
        return null;
      }
      LevelMatrix layer = layer(node, levels, false, LevelEnding.of(floor));
      Optional<RowsFunction> function = function(layer);
      if (function.isEmpty()) {
        return null;
      }
      known = new Ready(layer, function.get(), null);
    }
    // Free again for the next step: only this one uses it.
    int room = slots.take(known.layer.room());
    slots.release(room);
    steps.add(new LevelRows(known.function, in, room, out));
    if (known.table != null) {
      steps.add(new Mapping(known.table, 1, model.shape(node.name()).size(), out, out));
    }
    String behind = known.table == null ? "" : ", " + known.table.name();
    String density = LayerPlanner.percent(op.weight().density());
    return "machine code, 8-bit dense x " + known.layer.vectors() + " vectors, " + density + behind;
  }

  /** The levels that a value has; null where it is no levels. */
  private Op.Quantize levels(String value) {
    for (Node node : model.nodes()) {
      if (node.name().equals(value)) {
        boolean moves = node.op() instanceof Op.Flatten || node.op() instanceof Op.Reshape;
        return node.op() instanceof Op.Quantize levels
            ? levels
            : moves ? levels(node.inputs().get(0)) : null;
      }
    }
    return null;
  }
}
