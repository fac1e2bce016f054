package org.sparsevd.trainer.nn;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.model.Shape;
import org.sparsevd.trainer.LayerSpec;
import org.sparsevd.trainer.Network;
import org.sparsevd.trainer.optim.AdamStep;

/** A network on a backend: its layers in order, with room for batches of a fixed size. */
public final class Net {
  private final Backend backend;
  private final int columns;
  private final int outputs;
  private final LiveUnits live;
  private final List<Layer> layers = new ArrayList<>();
  private final List<SparseVdLayer> weighted = new ArrayList<>();

  /**
   * The layers of a network, with weights of zero.
   *
   * @param live the units to build; null stands for all
   * @param columns of a batch, a multiple of 16
   * @throws IllegalArgumentException if a layer does not fit what it stands on; the message names
   *     it
   */
  public Net(Network network, LiveUnits live, Backend backend, int columns) {
    this.backend = backend;
    this.columns = columns;
    this.live = live;
    Shape whole = network.input();
    Shape built = live != null && readsPixels(network) ? Shape.of(live.inputs().length) : whole;
    for (LayerSpec spec : network.layers()) {
      built = add(spec, whole, built);
      whole = spec.outputShape(whole);
    }
    this.outputs = built.size();
  }

  /** Whether the first layer with weights is a dense one, whose inputs may be left out. */
  private static boolean readsPixels(Network network) {
    for (LayerSpec spec : network.layers()) {
      if (spec instanceof LayerSpec.Dense || spec instanceof LayerSpec.Conv2d) {
        return spec instanceof LayerSpec.Dense;
      }
    }
    return false;
  }

  /** Adds a layer for its live units; {@code in} is what it stands on, of live units alone. */
  private Shape add(LayerSpec spec, Shape whole, Shape in) {
    if (spec instanceof LayerSpec.Dense dense) {
      int units = liveOutputs(dense.outputs());
      weighted(dense.name(), Geometry.dense(in.size(), units, columns));
      return Shape.of(units);
    } else if (spec instanceof LayerSpec.Conv2d conv) {
      int filters = liveOutputs(conv.filters());
      weighted(
          conv.name(),
          new Geometry(in.dim(0), in.dim(1), in.dim(2), filters, conv.kernel(), columns));
      Shape out = spec.outputShape(whole);
      return Shape.of(filters, out.dim(1), out.dim(2));
    } else if (spec instanceof LayerSpec.MaxPool2d pool) {
      Pooling pooling = new Pooling(in.dim(0), in.dim(1), in.dim(2), pool.size(), columns);
      layers.add(new MaxPool2d(backend, pooling));
      return spec.outputShape(in);
    } else if (spec instanceof LayerSpec.Relu) {
      layers.add(new Relu(backend));
      return in;
    }
    layers.add(new Flatten());
    return Shape.of(in.size());
  }

  private int liveOutputs(int all) {
    return live == null ? all : live.outputs().get(weighted.size()).length;
  }

  private void weighted(String name, Geometry geometry) {
    boolean first = weighted.isEmpty();
    SparseVdLayer layer = new SparseVdLayer(name, weighted.size(), backend, geometry, first);
    layers.add(layer);
    weighted.add(layer);
  }

  /** Scores {@code [classes, columns]} of a batch {@code [channels, height, width, columns]}. */
  public Buffer forward(Buffer x, Mode mode) {
    Buffer value = x;
    for (Layer layer : layers) {
      value = layer.forward(value, mode);
    }
    return value;
  }

  /** Takes the gradient of the scores and leaves those of the parameters in the layers. */
  public void backward(Buffer dy) {
    Buffer gradient = dy;
    for (int i = layers.size() - 1; i >= 0 && gradient != null; i--) {
      gradient = layers.get(i).backward(gradient);
    }
  }

  /** Moves every parameter against its gradient; see {@link SparseVdLayer#update}. */
  public void update(AdamStep step, AdamStep logSigma2Step, float klScale) {
    for (SparseVdLayer layer : weighted) {
      layer.update(step, logSigma2Step, klScale);
    }
  }

  /** The layers that have weights, in order. */
  public List<SparseVdLayer> weighted() {
    return weighted;
  }

  /**
   * The rows of a batch {@code [elements, columns]} that the net reads.
   *
   * @param whole all elements
   * @return the same array where the net reads all
   */
  public float[] select(float[] whole) {
    if (live == null
        || !weighted.get(0).geometry().isDense()
        || live.inputs().length == whole.length / columns) {
      return whole;
    }
    float[] part = new float[live.inputs().length * columns];
    for (int i = 0; i < live.inputs().length; i++) {
      System.arraycopy(whole, live.inputs()[i] * columns, part, i * columns, columns);
    }
    return part;
  }

  /** Numbers of a batch that the net reads. */
  public int inputSize() {
    return weighted.get(0).geometry().inputSize();
  }

  /** Number of classes. */
  public int outputs() {
    return outputs;
  }

  public int columns() {
    return columns;
  }
}
