package org.sparsevd.trainer.net;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.block.BlockGrid;
import org.sparsevd.trainer.block.Blocks;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Channels;
import org.sparsevd.trainer.nn.Frame;
import org.sparsevd.trainer.nn.Geometry;
import org.sparsevd.trainer.nn.Pooling;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Noise;

/** Makes the layers of a network one after the other, for its live units alone. */
final class LayerFactory implements LayerSpec.Cases<Layer> {
  private final Network network;
  private final LiveUnits live;
  private final Noise noise;
  private final Blocks blocks;
  private final Backend backend;
  private final int columns;

  final List<Layer> layers = new ArrayList<>();
  final List<SparseVdLayer> weighted = new ArrayList<>();

  /** Behind each layer with weights, null where there is none. */
  final List<BatchNorm> norms = new ArrayList<>();

  /** Those that stand by themselves. */
  final List<BatchNorm> freeNorms = new ArrayList<>();

  /** Shapes of outputs, of live units alone. */
  final List<Shape> shapes = new ArrayList<>();

  /** Whether a layer or one before it has parameters. */
  final boolean[] needed;

  final Shape input;
  private int index;
  private int dropouts;

  LayerFactory(
      Network network, LiveUnits live, Noise noise, Blocks blocks, Backend backend, int columns) {
    this.network = network;
    this.live = live;
    this.noise = noise;
    this.blocks = blocks;
    this.backend = backend;
    this.columns = columns;
    this.needed = new boolean[network.layers().size()];
    this.input =
        live == null || live.elements() == null
            ? network.input()
            : Shape.of(live.elements().length);
    for (LayerSpec spec : network.layers()) {
      for (int read : network.inputs().get(index)) {
        needed[index] |= read != Network.INPUT && needed[read];
      }
      layers.add(spec.as(this));
      index++;
    }
  }

  /** Shape of the first input of the layer at hand. */
  private Shape in() {
    return in(0);
  }

  private Shape in(int number) {
    int read = network.inputs().get(index).get(number);
    return read == Network.INPUT ? input : shapes.get(read);
  }

  private Layer as(Shape out, Layer layer) {
    shapes.add(out);
    return layer;
  }

  private SparseVdLayer weighted(String name, Geometry geometry) {
    boolean first = !needed[index];
    needed[index] = true;
    int number = weighted.size();
    BlockGrid grid = grid(number);
    SparseVdLayer layer = new SparseVdLayer(name, number, backend, noise, geometry, grid, first);
    weighted.add(layer);
    norms.add(null);
    return layer;
  }

  /** The blocks of the layer at hand, null where every weight decides for itself. */
  private BlockGrid grid(int number) {
    LayerSpec.Weighted spec = network.weighted().get(number);
    int[] shape = spec.weightShape(network.inputShapes(index, network.shapes())[0]);
    return live == null
        ? blocks.grid(shape, spec.groups())
        : blocks.grid(shape, spec.groups(), live.outputs().get(number), live.inputs().get(number));
  }

  private int liveOutputs(int all) {
    return live == null ? all : live.outputs().get(weighted.size()).length;
  }

  @Override
  public Layer dense(LayerSpec.Dense dense) {
    int units = liveOutputs(dense.outputs());
    Geometry geometry = Geometry.dense(in().size(), units, columns);
    return as(Shape.of(units), weighted(dense.name(), geometry));
  }

  @Override
  public Layer conv2d(LayerSpec.Conv2d conv) {
    int filters = liveOutputs(conv.filters());
    Shape in = in();
    Frame frame = new Frame(in.dim(0), in.dim(1), in.dim(2), conv.window(), columns);
    int groups = isDepthwise(conv) ? in.dim(0) : conv.groups();
    Pad pad = frame.isPlain() ? null : new Pad(backend, frame, !needed[index]);
    SparseVdLayer layer = weighted(conv.name(), new Geometry(frame, filters, groups));
    return as(
        Shape.of(filters, frame.outputHeight(), frame.outputWidth()),
        pad == null ? layer : new Framed(pad, layer));
  }

  /** Of the whole network: a group for each channel that is read. */
  private boolean isDepthwise(LayerSpec.Conv2d conv) {
    if (conv.groups() == 1) {
      return false;
    }
    Shape whole = network.inputShapes(index, network.shapes())[0];
    return conv.groups() == whole.dim(0);
  }

  @Override
  public Layer batchNorm(LayerSpec.BatchNorm spec) {
    Shape in = in();
    int pixels = in.size() / in.dim(0);
    BatchNorm norm = new BatchNorm(backend, new Channels(in.dim(0), pixels, columns));
    if (network.normalises(index)) {
      SparseVdLayer of = behind(network.inputs().get(index).get(0));
      norms.set(weighted.indexOf(of), norm);
      of.leaveBias();
    } else {
      needed[index] = true;
      freeNorms.add(norm);
    }
    return as(in, norm);
  }

  /** The weights of a layer. */
  private SparseVdLayer behind(int layer) {
    int number = 0;
    for (int i = 0; i < layer; i++) {
      number += network.layers().get(i) instanceof LayerSpec.Weighted ? 1 : 0;
    }
    return weighted.get(number);
  }

  @Override
  public Layer dropout(LayerSpec.Dropout dropout) {
    return as(in(), new Dropout(backend, dropouts++, dropout.rate(), in().size() * columns));
  }

  @Override
  public Layer maxPool2d(LayerSpec.MaxPool2d pool) {
    return as(pool.outputShape(in()), new MaxPool2d(backend, pooling(pool.window(), false)));
  }

  @Override
  public Layer averagePool2d(LayerSpec.AveragePool2d pool) {
    Pooling pooling = pooling(pool.window(), pool.countPadding());
    return as(pool.outputShape(in()), new AveragePool2d(backend, pooling));
  }

  @Override
  public Layer globalAveragePool(LayerSpec.GlobalAveragePool pool) {
    Window all = new Window(in().dim(1), in().dim(2), 1, 1, 1, 1, 0, 0, 0, 0);
    return as(pool.outputShape(in()), new AveragePool2d(backend, pooling(all, false)));
  }

  private Pooling pooling(Window window, boolean countPadding) {
    Shape in = in();
    return new Pooling(in.dim(0), in.dim(1), in.dim(2), window, countPadding, columns);
  }

  @Override
  public Layer relu(LayerSpec.Relu relu) {
    boolean alone = isAlone(network.inputs().get(index).get(0));
    return as(in(), new Relu(backend, alone ? null : backend.buffer(in().size() * columns)));
  }

  /** Whether the layer at hand is the only one that reads a value, under whatever name. */
  private boolean isAlone(int value) {
    if (network.readers(value) != 1) {
      return false;
    }
    return value == Network.INPUT
        || !layers.get(value).inPlace()
        || isAlone(network.inputs().get(value).get(0));
  }

  @Override
  public Layer pointwise(LayerSpec.Pointwise function) {
    return as(in(), new Pointwise(backend, function, in().size() * columns));
  }

  @Override
  public Layer flatten(LayerSpec.Flatten flatten) {
    return as(Shape.of(in().size()), new Flatten());
  }

  @Override
  public Layer add(LayerSpec.Add add) {
    int count = network.inputs().get(index).size();
    return as(in(), new Sum(backend, count, in().size() * columns));
  }

  @Override
  public Layer concat(LayerSpec.Concat concat) {
    int count = network.inputs().get(index).size();
    Shape[] parts = new Shape[count];
    int[] sizes = new int[count];
    for (int i = 0; i < count; i++) {
      parts[i] = in(i);
      sizes[i] = in(i).size() * columns;
    }
    return as(concat.outputShape(parts), new Concat(backend, sizes));
  }
}
