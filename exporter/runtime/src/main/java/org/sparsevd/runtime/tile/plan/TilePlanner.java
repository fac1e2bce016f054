package org.sparsevd.runtime.tile.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.layout.Slots;
import org.sparsevd.runtime.machine.MachineSupport;
import org.sparsevd.runtime.machine.TileCode;
import org.sparsevd.runtime.step.ChannelAffine;
import org.sparsevd.runtime.step.KernelStep;
import org.sparsevd.runtime.step.map.Affine;
import org.sparsevd.runtime.step.map.Bounds;
import org.sparsevd.runtime.step.map.ElementMap;
import org.sparsevd.runtime.tile.CellGroups;
import org.sparsevd.runtime.tile.CellRun;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.Tiling;
import org.sparsevd.runtime.tile.step.ChannelGate;
import org.sparsevd.runtime.tile.step.ChannelMean;
import org.sparsevd.runtime.tile.step.JoinTiles;
import org.sparsevd.runtime.tile.step.MaxTiles;
import org.sparsevd.runtime.tile.step.Packing;
import org.sparsevd.runtime.tile.step.ProductTiles;
import org.sparsevd.runtime.tile.step.SumTiles;
import org.sparsevd.runtime.tile.step.TileGuard;
import org.sparsevd.runtime.tile.step.TurnedPacking;
import org.sparsevd.runtime.tile.vector.TileVectors;
import org.sparsevd.tensor.Shape;

/**
 * Chooses the steps of layers whose images lie in tiles. It packs what comes from elsewhere, gives
 * each image memory until its last reader has run, and copies it where a window wants other tiles.
 */
public final class TilePlanner {
  /** Floats of all images, copies left out, for which one array surely is enough: 1 GB. */
  private static final double MOST_FLOATS = 1 << 28;

  private final Model model;
  private final Kernels kernels;
  private final PlainSlots plain;
  private final List<KernelStep> steps;
  private final TileGraph graph;
  private final TurnedMatrices turned;
  private final TileMemory memory;
  private final TileConvolutions convolutions;
  private final ByteLayers bytes;
  private final boolean squares;
  private final Map<Shape, Tiling> tilings = new HashMap<>();
  private final Map<String, Integer> lastUses = new HashMap<>();

  /**
   * A planner of a model for single inputs.
   *
   * @param machine code that layers may become
   * @param plain where values lie that are not in tiles
   */
  public TilePlanner(
      Model model,
      Kernels kernels,
      MachineSupport machine,
      Slots slots,
      List<KernelStep> steps,
      PlainSlots plain) {
    this.model = model;
    this.kernels = kernels;
    this.plain = plain;
    this.steps = steps;
    TileCode code = machine.tiles(kernels.lanes());
    ByteChains chains = code == null ? null : ByteChains.of(model, kernels, machine);
    this.graph = new TileGraph(model, kernels, chains);
    this.turned = new TurnedMatrices(model, graph);
    this.memory = new TileMemory(slots, new TileVectors(), code, steps);
    this.squares = code != null && graph.isFitForSquares();
    this.convolutions = new TileConvolutions(memory, squares);
    this.bytes = new ByteLayers(model, chains, memory, steps, plain, tilings);
    Map<Shape, Integer> halos = new HashMap<>();
    for (TileLayer layer : graph.all()) {
      for (String value : values(layer)) {
        lastUses.merge(value, layer.end(), Math::max);
      }
      Window window = window(layer.head().op());
      if (window != null) {
        Shape plane = plane(layer.head().inputs().get(0));
        halos.merge(plane, TileWindow.halo(window), Math::max);
      }
    }
    for (TileLayer layer : graph.all()) {
      for (String value : values(layer)) {
        tile(plane(value), halos);
      }
      tile(plane(layer.result()), halos);
    }
  }

  /** Whether all images together are small enough for one array, copies in other tiles included. */
  public boolean fits() {
    double floats = 0;
    for (TileLayer layer : graph.all()) {
      for (String value : values(layer)) {
        floats += size(value);
      }
      floats += size(layer.result());
    }
    return floats < MOST_FLOATS;
  }

  private double size(String value) {
    Tiling tiling = tilings.get(plane(value));
    return (double) tiling.stride() * model.shape(value).dim(0);
  }

  private void tile(Shape plane, Map<Shape, Integer> halos) {
    int halo = halos.getOrDefault(plane, 0);
    tilings.computeIfAbsent(plane, shape -> Tiling.of(shape, kernels.lanes(), halo, squares));
  }

  private Shape plane(String value) {
    Shape shape = model.shape(value);
    return shape.rank() < 3 ? shape : Shape.of(1, shape.dim(1), shape.dim(2));
  }

  private static Window window(Op op) {
    if (op instanceof Op.Conv2d conv) {
      return conv.window();
    }
    return op instanceof Op.MaxPool2d pool ? pool.window() : null;
  }

  /** What a layer reads. */
  private static List<String> values(TileLayer layer) {
    List<String> values = new ArrayList<>(layer.head().inputs());
    if (layer.residual() != null) {
      values.add(layer.residual());
    }
    return values;
  }

  /** Whether a node is part of a layer in tiles. */
  public boolean covers(String node) {
    return graph.covers(node);
  }

  /** Whether a value is computed in tiles. */
  public boolean has(String value) {
    return graph.layer(value) != null;
  }

  /** The place in the model of the node with which a node in tiles runs. */
  public Map<String, Integer> ends() {
    Map<String, Integer> ends = new HashMap<>();
    for (TileLayer layer : graph.all()) {
      for (String member : layer.members()) {
        ends.put(member, layer.end());
      }
    }
    return ends;
  }

  /** Adds the steps of the layer that computes a value, and says what they are. */
  public String step(String value) {
    TileLayer layer = graph.layer(value);
    if (layer == null) {
      return "fused into the next layer";
    }
    Tiling tiling = tilings.get(plane(value));
    if (layer.bytes() != null) {
      String note = bytes.step(layer, tiling);
      return by() + note + in(tiling);
    }
    Tiles[] in = new Tiles[layer.head().inputs().size()];
    for (int i = 0; i < in.length; i++) {
      in[i] = isGate(layer, i) ? null : tiles(layer.head().inputs().get(i));
    }
    Tiles residual = layer.residual() == null ? null : tiles(layer.residual());
    Tiles out = memory.floats().take(value, tiling, model.shape(value).dim(0));
    String note = head(layer, in, residual, out);
    String by = by();
    if (layer.map() != null) {
      memory.map(layer.map(), out, out);
    }
    return by + note + in(tiling);
  }

  private String by() {
    return memory.isCode() ? "machine code, " : "";
  }

  private static String in(Tiling tiling) {
    return " in " + tiling.rows() + "x" + tiling.columns() + " tiles";
  }

  private String head(TileLayer layer, Tiles[] in, Tiles residual, Tiles out) {
    Op op = layer.head().op();
    if (op instanceof Op.Conv2d conv) {
      return convolutions.add(
          conv, layer, model.shape(layer.head().inputs().get(0)), residual, out);
    }
    if (op instanceof Op.Add) {
      memory.add(new SumTiles(in[0], in[1], out, layer.low(), layer.high()));
      return "addition";
    }
    String note = other(layer, in, out);
    if (layer.low() > Float.NEGATIVE_INFINITY || layer.high() < Float.POSITIVE_INFINITY) {
      memory.map(new Bounds(layer.low(), layer.high()), out, out);
    }
    return note;
  }

  private String other(TileLayer layer, Tiles[] in, Tiles out) {
    Node head = layer.head();
    if (head.op() instanceof Op.MaxPool2d pool) {
      return maximum(pool.window(), head.inputs().get(0), out);
    } else if (head.op() instanceof Op.Concat) {
      memory.add(new JoinTiles(in, out));
      return "concatenation";
    } else if (head.op() instanceof Op.Mul) {
      return product(head, in, out);
    }
    ElementMap map = map(head.op());
    memory.map(map, in[0], out);
    return map.name();
  }

  private ElementMap map(Op op) {
    if (op instanceof Op.Pointwise function) {
      return ElementMap.of(function, kernels);
    } else if (op instanceof Op.Affine affine) {
      return new Affine(affine.scale(), affine.shift());
    }
    ChannelAffine affine = ChannelAffine.of((Op.BatchNorm) op, 1, false, 0, 0);
    return new Affine(affine.scale(), affine.shift());
  }

  private String product(Node head, Tiles[] in, Tiles out) {
    if (in[1] != null) {
      memory.add(new ProductTiles(in[0], in[1], out));
    } else {
      int gate = plain.slot(head.inputs().get(1));
      steps.add(new ChannelGate(in[0], out, memory.slot(), gate));
    }
    return "multiplication";
  }

  /** Whether an input of a layer is one number for each channel. */
  private boolean isGate(TileLayer layer, int input) {
    Node head = layer.head();
    return input == 1
        && head.op() instanceof Op.Mul
        && !model.shape(head.inputs().get(1)).equals(model.shape(head.inputs().get(0)));
  }

  private String maximum(Window window, String value, Tiles out) {
    Shape image = model.shape(value);
    Tiling wanted = TileWindow.before(window, image, out.tiling(), TileWindow.halo(window));
    Tiles in = memory.floats().in(wanted, value);
    TileLayer before = graph.layer(value);
    boolean rectified = before != null && before.low() >= 0 && before.map() == null;
    if (window.kernelHeight() > window.strideHeight()
        || window.kernelWidth() > window.strideWidth()
        || window.isPadded()) {
      memory.fill(in, window.isPadded() && !rectified ? Float.NEGATIVE_INFINITY : 0);
    }
    CellRun run = CellRun.cheapest(out.tiling().tileHeight(), out.tiling().tileWidth());
    CellGroups groups =
        CellGroups.of(
            run,
            in.tiling(),
            in.start(),
            out.tiling(),
            out.start(),
            window.strideHeight(),
            window.strideWidth());
    int[] taps = TileWindow.taps(window, in.tiling());
    boolean apart = groups.cells() <= out.tiling().tileWidth();
    int inStride = in.tiling().stride();
    int outStride = out.tiling().stride();
    memory.add(new MaxTiles(taps, groups, out.channels(), inStride, outStride, apart));
    return "max pooling " + window.kernelHeight() + "x" + window.kernelWidth();
  }

  /** A value in tiles; it is packed where it is not. */
  private Tiles tiles(String value) {
    Tiles found = memory.floats().find(value);
    if (found != null) {
      return found;
    }
    boolean isInBytes = memory.bytes().find(value) != null;
    int slot = isInBytes ? -1 : plain.slot(value);
    Tiling tiling = tilings.get(plane(value));
    Tiles packed = memory.floats().take(value, tiling, model.shape(value).dim(0));
    if (isInBytes) {
      bytes.widen(value, packed);
      return packed;
    }
    boolean turned = this.turned.isImage(value);
    steps.add(
        turned
            ? new TurnedPacking(packed, memory.slot(), slot, false)
            : new Packing(packed, memory.slot(), slot, false));
    return packed;
  }

  /** Puts a value, which is computed in tiles, row by row into a slot. */
  public void unpack(String value, int slot) {
    steps.add(new Packing(tiles(value), memory.slot(), slot, true));
  }

  /** Whether a matrix is transposed only to be packed, so that nobody needs it. */
  public boolean isTurned(String value) {
    return turned.isTransposed(value);
  }

  /**
   * Adds the step of a node that is not in tiles, and says what it is; null where it is none that
   * reads tiles as they are.
   *
   * @param read what it reads, and the value whose elements that has
   */
  public String outside(Node node, String read, String value, int slot) {
    if (node.op() instanceof Op.GlobalAvgPool2d && has(read)) {
      return mean(read, slot);
    }
    if (TurnedMatrices.isTransposition(node.op()) && has(value) && isMatrix(node, value)) {
      steps.add(new TurnedPacking(tiles(value), memory.slot(), slot, true));
      return "tiles into rows";
    }
    return null;
  }

  /** Whether a node reads an image as the matrix of its channels. */
  private boolean isMatrix(Node node, String value) {
    Shape image = model.shape(value);
    Shape matrix = model.shape(node.inputs().get(0));
    return image.rank() == 3 && matrix.dim(0) == image.dim(0);
  }

  /** Adds the mean of each channel of a value that is computed in tiles. */
  private String mean(String value, int slot) {
    if (bytes.mean(value, slot)) {
      return "global average of bytes in tiles";
    }
    steps.add(new ChannelMean(tiles(value), memory.slot(), slot));
    return "global average of tiles";
  }

  /** Looks at a value that is computed in tiles. */
  public void guard(String value) {
    Tiles tiles = tiles(value);
    memory.fill(tiles, 0);
    steps.add(new TileGuard(kernels, tiles, memory.slot()));
  }

  /** Gives back what nobody reads behind this place of the model. */
  public void releaseAfter(int position, Set<String> dead) {
    for (String value : dead) {
      memory.release(value);
    }
    Set<String> packed = new HashSet<>();
    lastUses.forEach(
        (value, last) -> {
          if (last == position && !has(value)) {
            packed.add(value);
          }
        });
    for (String value : packed) {
      memory.release(value);
    }
  }
}
