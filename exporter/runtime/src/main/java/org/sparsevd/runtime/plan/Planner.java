package org.sparsevd.runtime.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.layout.ImagePhases;
import org.sparsevd.runtime.layout.Slots;
import org.sparsevd.runtime.machine.MachineSupport;
import org.sparsevd.runtime.step.Guard;
import org.sparsevd.runtime.step.KernelStep;
import org.sparsevd.runtime.tile.plan.TilePlanner;
import org.sparsevd.tensor.Shape;

/**
 * Compiles a model into a {@link Plan}. It walks the nodes in order, gives each value a slot until
 * its last reader has run, and fuses a rectifier into the node before it. It leaves the choice of
 * kernel for weights and windows to {@link LayerPlanner}, that for the rest to {@link
 * ElementPlanner}.
 */
public final class Planner {
  private final Model model;
  private final Kernels kernels;
  private final int block;
  private final Slots slots = new Slots();
  private final List<KernelStep> steps = new ArrayList<>();
  private final Map<String, String> notes = new LinkedHashMap<>();
  private final Map<String, Integer> stepsUntil = new LinkedHashMap<>();
  private final Map<String, Integer> slotOf = new HashMap<>();
  private final Aliases aliases = new Aliases();
  private final Map<String, Integer> lastReader = new HashMap<>();
  private final Map<Integer, Set<String>> deadAfter = new HashMap<>();
  private final Set<String> rectified = new HashSet<>();
  private final Map<String, Op.Pointwise> levelled = new HashMap<>();
  private final Map<String, String> pooled = new HashMap<>();
  private final LayerPlanner layers;
  private final Map<String, Integer> watched = new HashMap<>();
  private final TilePlanner tiles;
  private Map<String, Integer> ends = Map.of();
  private PhasePlanner phases;

  private Planner(
      Model model, PackedWeights packed, Kernels kernels, MachineSupport machine, int block) {
    this.model = model;
    this.block = block;
    this.kernels = kernels;
    this.layers = new LayerPlanner(model, packed, kernels, machine, block, slots, steps);
    this.tiles = TileChoice.pays(model, kernels, block) ? tiles(machine) : null;
  }

  /**
   * A plan for blocks of this many inputs.
   *
   * @throws IllegalArgumentException naming the node, if a value is too large for an array
   */
  public static Plan plan(Model model, Kernels kernels, int block) {
    MachineSupport none = MachineSupport.none("nobody asked for it");
    PackedWeights packed = new PackedWeights();
    return plan(model, packed, kernels, none, block, Magnitudes.of(model, packed));
  }

  /** The same where it is known how large values are. */
  static Plan plan(
      Model model,
      PackedWeights packed,
      Kernels kernels,
      MachineSupport machine,
      int block,
      Magnitudes magnitudes) {
    return new Planner(model, packed, kernels, machine, block).plan(magnitudes);
  }

  private Plan plan(Magnitudes magnitudes) {
    if (tiles != null) {
      ends = tiles.ends();
    }
    findAliases();
    if (block == 1 && !kernels.isCareful() && tiles == null) {
      layers.levels().fuse(aliases, notes, rectified, magnitudes.watched());
    }
    for (String value : magnitudes.watched()) {
      watched.put(aliases.resolve(value), model.shape(value).size() * block);
    }
    findLastReaders();
    if (block == 1 && !kernels.bridgesGaps() && tiles == null) {
      phases = layers.phases(aliases, pooled, watched.keySet());
    }
    Constants constants = new Constants(model, aliases);
    int[] live = liveInputs();
    int[] inputs = new int[model.inputs().size()];
    for (int i = 0; i < inputs.length; i++) {
      Model.Input input = model.inputs().get(i);
      int size = size(input.name(), input.shape());
      inputs[i] = slots.take(block == 1 ? size : live.length * block);
      slotOf.put(input.name(), inputs[i]);
    }
    for (int i = 0; i < model.nodes().size(); i++) {
      Node node = model.nodes().get(i);
      if (isInTiles(node)) {
        notes.put(node.name(), tiles.step(node.name()));
        if (watched.containsKey(node.name())) {
          tiles.guard(node.name());
        }
      } else if (!aliases.isAlias(node.name())) {
        String value = pooled.getOrDefault(node.name(), node.name());
        ImagePhases found = phases == null ? null : phases.found(node.name(), model.shape(value));
        int size = found == null ? size(node.name(), model.shape(value)) : found.size();
        boolean constant = Constants.isConstant(node);
        int out = constant ? constants.slot(node, slots) : slots.take(size);
        slotOf.put(node.name(), out);
        notes.put(node.name(), constant ? "constant" : step(node, out));
        if (watched.containsKey(node.name()) && !kernels.isCareful()) {
          steps.add(Guard.of(kernels, watched.get(node.name()), out));
        }
      }
      stepsUntil.put(node.name(), steps.size());
      releaseAfter(i);
    }
    int[] outputs = new int[model.outputs().size()];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = slot(model.outputs().get(i).value());
    }
    KernelStep[] inOrder = steps.toArray(new KernelStep[0]);
    return new Plan(block, live, inOrder, slots.sizes(), inputs, outputs, notes, stepsUntil);
  }

  /** Values that share the array of another: flattened ones, and rectified ones that are fused. */
  private void findAliases() {
    Map<String, Integer> readers = model.readers();
    Map<String, Node> nodes = new HashMap<>();
    for (Node node : model.nodes()) {
      String source = node.inputs().isEmpty() ? null : node.inputs().get(0);
      if (isInTiles(node)) {
        continue;
      }
      if (Aliases.isSameArray(node) || tiles != null && tiles.isTurned(node.name())) {
        aliases.put(node.name(), source);
        notes.put(node.name(), "same array as " + source);
      } else if (node.op() instanceof Op.Relu) {
        rectify(node, source, nodes, readers);
      } else if (node.op() instanceof Op.MaxPool2d pool) {
        pool(node, pool, nodes.get(aliases.resolve(source)), readers);
      } else if (node.op().kind() == Op.PointwiseKind.QUANTIZE) {
        round(node, nodes.get(source), readers);
      }
      nodes.put(node.name(), node);
    }
  }

  /**
   * Fuses a rectifier into the node before it; where that takes a maximum, into the one before
   * that, since the largest of rectified values is the rectified largest.
   */
  private void rectify(
      Node node, String source, Map<String, Node> nodes, Map<String, Integer> readers) {
    Node target = nodes.get(source);
    boolean single = readers.get(source) == 1;
    while (target != null && single && target.op() instanceof Op.MaxPool2d) {
      String before = target.inputs().get(0);
      single = readers.get(before) == 1;
      target = nodes.get(before);
    }
    if (target != null && single && canRectify(target.op())) {
      aliases.put(node.name(), source);
      rectified.add(target.name());
      notes.put(node.name(), "fused into " + target.name());
    }
  }

  /** Fuses levels into the affine map before them. */
  private void round(Node node, Node before, Map<String, Integer> readers) {
    if (before != null && readers.get(before.name()) == 1 && before.op() instanceof Op.Affine) {
      aliases.put(node.name(), before.name());
      levelled.put(before.name(), (Op.Pointwise) node.op());
      notes.put(node.name(), "fused into " + before.name());
    }
  }

  /** Fuses a maximum into the convolution before it, where nobody else reads that. */
  private void pool(Node node, Op.MaxPool2d pool, Node before, Map<String, Integer> readers) {
    if (before == null
        || pooled.containsKey(before.name())
        || readers.get(before.name()) != 1
        || readers.get(node.inputs().get(0)) != 1
        || !layers.canPool(before, pool)) {
      return;
    }
    aliases.put(node.name(), before.name());
    pooled.put(before.name(), node.name());
    notes.put(node.name(), "fused into " + before.name());
  }

  private static boolean canRectify(Op op) {
    return op instanceof Op.Weighted
        || op instanceof Op.Affine
        || op instanceof Op.BatchNorm
        || op instanceof Op.Add;
  }

  /**
   * Elements of an input that a plan for blocks is given: where a dense layer alone reads them,
   * those that it has weights for.
   */
  private int[] liveInputs() {
    if (block == 1) {
      return new int[0];
    }
    Op.Dense only = null;
    boolean others = aliases.resolve(model.output()).equals(Model.INPUT);
    for (Node node : model.nodes()) {
      for (String value : node.inputs()) {
        if (!aliases.isAlias(node.name()) && aliases.resolve(value).equals(Model.INPUT)) {
          others |= only != null || !(node.op() instanceof Op.Dense);
          only = node.op() instanceof Op.Dense dense ? dense : only;
        }
      }
    }
    if (only != null && !others) {
      return layers.liveInputs(only);
    }
    int[] all = new int[model.inputShape().size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    return all;
  }

  private void findLastReaders() {
    for (int i = 0; i < model.nodes().size(); i++) {
      Node node = model.nodes().get(i);
      int at = ends.getOrDefault(node.name(), i);
      lastReader.merge(aliases.resolve(node.name()), at, Math::max);
      for (String value : node.inputs()) {
        lastReader.merge(aliases.resolve(value), at, Math::max);
      }
    }
    for (Model.Output output : model.outputs()) {
      lastReader.put(aliases.resolve(output.value()), Integer.MAX_VALUE);
    }
    for (Map.Entry<String, Integer> value : lastReader.entrySet()) {
      Set<String> dead = deadAfter.get(value.getValue());
      if (dead == null) {
        dead = new HashSet<>();
        deadAfter.put(value.getValue(), dead);
      }
      dead.add(value.getKey());
    }
  }

  private void releaseAfter(int position) {
    Set<String> dead = deadAfter.getOrDefault(position, Set.of());
    for (String value : dead) {
      Integer slot = slotOf.get(value);
      if (slot != null) {
        slots.release(slot);
      }
    }
    if (tiles != null) {
      tiles.releaseAfter(position, dead);
    }
  }

  /** Null where the images are too large for it. */
  private TilePlanner tiles(MachineSupport machine) {
    TilePlanner all = new TilePlanner(model, kernels, machine, slots, steps, this::slot);
    return all.fits() ? all : null;
  }

  private boolean isInTiles(Node node) {
    return tiles != null && tiles.covers(node.name());
  }

  /** The slot of a value row by row; what lies in tiles is put so where it is asked for. */
  private int slot(String value) {
    String name = aliases.resolve(value);
    Integer slot = slotOf.get(name);
    if (slot == null) {
      slot = slots.take(size(name, model.shape(name)));
      slotOf.put(name, slot);
      tiles.unpack(name, slot);
    }
    return slot;
  }

  /** The slots of a node's inputs. */
  private int[] slots(Node node) {
    int[] inputs = new int[node.inputs().size()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = slot(node.inputs().get(i));
    }
    return inputs;
  }

  private int size(String name, Shape shape) {
    long size = (long) shape.size() * block;
    if (size > Integer.MAX_VALUE - Slots.SLACK) {
      throw new IllegalArgumentException(
          "value '" + name + "' of shape " + shape + " is too large for blocks of " + block);
    }
    return (int) size;
  }

  private String step(Node node, int out) {
    String read = node.inputs().isEmpty() ? null : node.inputs().get(0);
    String from = aliases.resolve(read);
    String note = tiles == null || read == null ? null : tiles.outside(node, read, from, out);
    return note != null ? note : node.op().accept(new Families(node, slots(node), out));
  }

  /** Who chooses the steps of which family. */
  private final class Families implements Op.Visitor<String> {
    private final Node node;
    private final int[] inputs;
    private final int in;
    private final int out;

    Families(Node node, int[] inputs, int out) {
      this.node = node;
      this.inputs = inputs;
      this.in = inputs.length == 0 ? -1 : inputs[0];
      this.out = out;
    }

    /** Made where it is needed: many small nets have layers alone. */
    private ElementPlanner elements() {
      boolean relu = rectified.contains(node.name());
      Op.Pointwise levels = levelled.get(node.name());
      return new ElementPlanner(model, kernels, block, steps, node, relu, levels, inputs, out);
    }

    @Override
    public String weighted(Op.Weighted op) {
      String name = node.name();
      boolean relu = rectified.contains(name);
      if (phases != null && phases.reads(name) != null) {
        return layers.phased(node, phases, model.shape(pooled.get(name)), relu, in, out);
      }
      String read = aliases.resolve(node.inputs().get(0));
      int[] places = phases == null ? null : phases.places(read);
      boolean zeros = rectified.contains(read);
      return layers.step(node, op, relu, pooled.containsKey(name), zeros, places, in, out);
    }

    @Override
    public String pooling(Op.Pooling op) {
      return layers.pooling(node, op, in, out);
    }

    @Override
    public String perChannel(Op.PerChannel op) {
      return elements().perChannel(op);
    }

    @Override
    public String pointwise(Op.Pointwise op) {
      return elements().pointwise(op);
    }

    @Override
    public String movement(Op.Movement op) {
      return elements().movement(op);
    }

    @Override
    public String join(Op.Join op) {
      return elements().join(op);
    }

    @Override
    public String general(Op.General op) {
      if (MatrixPlanner.knows(op)) {
        return layers.matrices().general(node, op, inputs, out);
      }
      List<Shape> shapes = node.inputs().stream().map(model::shape).toList();
      int notes = op.scratch(shapes, model.shape(node.name()));
      if (notes == 0) {
        return elements().general(op, inputs);
      }
      // Free again for the next step: only this one uses it.
      int slot = slots.take(notes);
      slots.release(slot);
      int[] operands = Arrays.copyOf(inputs, inputs.length + 1);
      operands[inputs.length] = slot;
      return elements().general(op, operands);
    }

    @Override
    public String overChannels(Op.OverChannels op) {
      return elements().overChannels(op);
    }
  }
}
