package org.sparsevd.onnx.level;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.compress.int8.ByteLayers;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.ByteScale;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/** Turns the nodes of a model with levels into those of a {@link RealModel}, one by one. */
final class RealNodes {
  private final Model model;
  private final Map<String, Integer> readers;
  private final Set<String> outputs = new HashSet<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, ByteScale> bytes = new HashMap<>();
  private final Map<String, float[]> scales = new HashMap<>();

  /** What stands for the values of the model. */
  private final Map<String, Real> reals = new HashMap<>();

  /** Layers whose sums the affine map behind them makes real, by name. */
  private final Map<String, Node> waiting = new HashMap<>();

  /**
   * A value of the new model.
   *
   * @param unit what a 1 of the old model's value stands for
   */
  private record Real(String value, float unit) {}

  RealNodes(Model model) {
    this.model = model;
    this.readers = model.readers();
    model.outputs().forEach(output -> outputs.add(output.value()));
    model.inputs().forEach(input -> reals.put(input.name(), new Real(input.name(), 1)));
  }

  RealModel all() {
    model.nodes().forEach(this::visit);
    List<Model.Output> ends = new ArrayList<>();
    for (Model.Output output : model.outputs()) {
      ends.add(new Model.Output(output.name(), number(output.value(), output.value())));
    }
    return new RealModel(model.withNodes(nodes, ends), Map.copyOf(bytes), Map.copyOf(scales));
  }

  private void visit(Node node) {
    Op op = node.op();
    if (op instanceof Op.Quantize quantize) {
      quantize(node, quantize);
    } else if (op instanceof Op.Weighted layer && waitsForScale(node, layer)) {
      waiting.put(node.name(), node);
    } else if (op instanceof Op.Affine affine) {
      affine(node, affine);
    } else if (isBlindToUnit(op) && haveOneUnit(node)) {
      sameUnit(node);
    } else {
      List<String> numbers = new ArrayList<>();
      for (String value : node.inputs()) {
        numbers.add(number(value, node.name() + ".levels"));
      }
      add(node.renamed(node.name(), numbers), 1);
    }
  }

  private void add(Node node, float unit) {
    nodes.add(node);
    reals.put(node.name(), new Real(node.name(), unit));
  }

  /** The name of a value that is as the old model has it. */
  private String number(String value, String wanted) {
    Real real = reals.get(value);
    if (real.unit == 1) {
      return real.value;
    }
    int channels = model.shape(value).dim(0);
    float[] scale = filled(channels, 1 / real.unit);
    String name = unused(wanted);
    nodes.add(new Node(name, new Op.Affine(scale, new float[channels]), List.of(real.value)));
    return name;
  }

  private String unused(String wanted) {
    String name = wanted;
    while (reals.containsKey(name) || isTaken(name)) {
      name += "'";
    }
    return name;
  }

  private boolean isTaken(String name) {
    return model.nodes().stream().anyMatch(node -> node.name().equals(name))
        || nodes.stream().anyMatch(node -> node.name().equals(name));
  }

  private static float[] filled(int length, float value) {
    float[] all = new float[length];
    Arrays.fill(all, value);
    return all;
  }

  /** Rounds the value that it reads where nobody else reads that, else a clamped copy of it. */
  private void quantize(Node node, Op.Quantize op) {
    String read = node.inputs().get(0);
    String value = number(read, node.name() + ".levels");
    ByteScale scale = new ByteScale(op.scale(), op.zero());
    boolean alone = readers.get(read) == 1 && !outputs.contains(read) && !bytes.containsKey(value);
    if (!alone) {
      String name = unused(node.name() + ".real");
      nodes.add(
          new Node(
              name, new Op.Clip(op.least() * op.scale(), op.most() * op.scale()), List.of(value)));
      value = name;
    }
    bytes.put(value, scale);
    reals.put(node.name(), new Real(value, op.scale()));
  }

  /** Whether sums of whole numbers and levels become real by the affine map behind them alone. */
  private boolean waitsForScale(Node node, Op.Weighted layer) {
    Real read = reals.get(node.inputs().get(0));
    if (read == null
        || !bytes.containsKey(read.value)
        || read.unit == 1
        || !ByteLayers.isWhole(layer)) {
      return false;
    }
    Node behind = onlyReader(node.name());
    return behind != null
        && behind.op() instanceof Op.Affine affine
        && affine.channels() == layer.weight().rows()
        && arePositive(affine.scale());
  }

  private static boolean arePositive(float[] scales) {
    for (float scale : scales) {
      if (!(scale >= Float.MIN_NORMAL && scale <= Float.MAX_VALUE)) {
        return false;
      }
    }
    return true;
  }

  private Node onlyReader(String value) {
    if (readers.get(value) != 1 || outputs.contains(value)) {
      return null;
    }
    for (Node node : model.nodes()) {
      if (node.inputs().contains(value)) {
        return node;
      }
    }
    return null;
  }

  private void affine(Node node, Op.Affine op) {
    String read = node.inputs().get(0);
    Node layer = waiting.get(read);
    if (layer != null) {
      layer(node, op, layer);
      return;
    }
    Real real = reals.get(read);
    float[] scale = op.scale().clone();
    boolean same = true;
    for (int c = 0; c < scale.length; c++) {
      scale[c] /= real.unit;
      same &= scale[c] == 1 && op.shift()[c] == 0;
    }
    if (same) {
      reals.put(node.name(), new Real(real.value, 1));
    } else {
      add(new Node(node.name(), new Op.Affine(scale, op.shift()), List.of(real.value)), 1);
    }
  }

  /** What times the unit is this, to the last bit where there is such a number. */
  private static float factor(float product, float unit) {
    float near = product / unit;
    for (float tried : new float[] {near, Math.nextUp(near), Math.nextDown(near)}) {
      if (tried * unit == product) {
        return tried;
      }
    }
    return near;
  }

  /** A layer of whole numbers, in real ones. */
  private void layer(Node affine, Op.Affine op, Node node) {
    Real read = reals.get(node.inputs().get(0));
    Op.Weighted layer = (Op.Weighted) node.op();
    float[] weight = layer.weight().toArray();
    int columns = layer.weight().columns();
    float[] rows = op.scale().clone();
    for (int r = 0; r < rows.length; r++) {
      rows[r] = factor(rows[r], read.unit);
      for (int i = r * columns; i < (r + 1) * columns; i++) {
        weight[i] *= rows[r];
      }
    }
    Shape shape = layer.weight().shape();
    Tensor bias = new DenseTensor(Shape.of(1, rows.length), op.shift());
    Op real = layer.withTensors(List.of(new DenseTensor(shape, weight), bias));
    scales.put(affine.name(), rows);
    add(new Node(affine.name(), real, List.of(read.value)), 1);
  }

  /** Whether what it does to a multiple of its inputs is the multiple of what it does. */
  private static boolean isBlindToUnit(Op op) {
    return op instanceof Op.Pooling
        || op instanceof Op.Relu
        || op instanceof Op.Concat
        || op instanceof Op.Movement && !(op instanceof Op.Pad2d pad && pad.value() != 0);
  }

  private boolean haveOneUnit(Node node) {
    float first = reals.get(node.inputs().get(0)).unit;
    return node.inputs().stream().allMatch(value -> reals.get(value).unit == first);
  }

  /** What only moves or picks values keeps their bytes. */
  private void sameUnit(Node node) {
    List<String> read = node.inputs().stream().map(value -> reals.get(value).value).toList();
    String name = outputs.contains(node.name()) ? unused(node.name() + ".real") : node.name();
    float unit = reals.get(node.inputs().get(0)).unit;
    nodes.add(node.renamed(name, read));
    reals.put(node.name(), new Real(name, unit));
    ByteScale first = bytes.get(read.get(0));
    boolean averages = node.op() instanceof Op.Pooling && !(node.op() instanceof Op.MaxPool2d);
    if (first != null && !averages && read.stream().allMatch(v -> first.equals(bytes.get(v)))) {
      bytes.put(name, first);
    }
  }
}
