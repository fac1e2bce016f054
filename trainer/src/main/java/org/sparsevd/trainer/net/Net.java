package org.sparsevd.trainer.net;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Channels;
import org.sparsevd.trainer.nn.Geometry;
import org.sparsevd.trainer.nn.Mode;
import org.sparsevd.trainer.nn.Padding;
import org.sparsevd.trainer.nn.Pooling;
import org.sparsevd.trainer.optim.AdamStep;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Noise;

/** A network on a backend: its layers in order, with room for batches of a fixed size. */
public final class Net {
  private final Backend backend;
  private final Noise noise;
  private final int columns;
  private final int inputs;
  private final int outputs;
  private final LiveUnits live;
  private final List<Layer> layers = new ArrayList<>();
  private final List<SparseVdLayer> weighted = new ArrayList<>();
  private final List<BatchNorm> norms = new ArrayList<>();
  private int dropouts;

  /**
   * The layers of a network, with weights of zero.
   *
   * @param live the units to build; null stands for all
   * @param columns of a batch, a multiple of 16
   * @throws IllegalArgumentException if a layer does not fit what it stands on; the message names
   *     it
   */
  public Net(Network network, LiveUnits live, Noise noise, Backend backend, int columns) {
    this.backend = backend;
    this.noise = noise;
    this.columns = columns;
    this.live = live;
    Shape whole = network.input();
    Shape built = live != null && readsPixels(network) ? Shape.of(live.inputs().length) : whole;
    this.inputs = built.size();
    for (LayerSpec spec : network.layers()) {
      if (spec instanceof LayerSpec.BatchNorm) {
        normalise(built);
      } else {
        built = add(spec, whole, built);
      }
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
      Padding padding = new Padding(in.dim(0), in.dim(1), in.dim(2), conv.padding(), columns);
      if (conv.padding() > 0) {
        layers.add(new Pad(backend, padding, weighted.isEmpty()));
      }
      weighted(
          conv.name(),
          new Geometry(
              in.dim(0),
              padding.paddedHeight(),
              padding.paddedWidth(),
              filters,
              conv.kernel(),
              columns,
              conv.padding()));
      Shape out = spec.outputShape(whole);
      return Shape.of(filters, out.dim(1), out.dim(2));
    } else if (spec instanceof LayerSpec.MaxPool2d pool) {
      Pooling pooling = new Pooling(in.dim(0), in.dim(1), in.dim(2), pool.size(), columns);
      layers.add(new MaxPool2d(backend, pooling));
      return spec.outputShape(in);
    } else if (spec instanceof LayerSpec.Relu) {
      layers.add(new Relu(backend));
      return in;
    } else if (spec instanceof LayerSpec.Dropout dropout) {
      layers.add(new Dropout(backend, dropouts++, dropout.rate(), in.size() * columns));
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
    SparseVdLayer layer = new SparseVdLayer(name, weighted.size(), backend, noise, geometry, first);
    layers.add(layer);
    weighted.add(layer);
    norms.add(null);
  }

  /** Adds batch normalisation of what the last layer with weights puts out. */
  private void normalise(Shape built) {
    int last = weighted.size() - 1;
    int pixels = built.size() / built.dim(0);
    BatchNorm norm = new BatchNorm(backend, new Channels(built.dim(0), pixels, columns));
    layers.add(norm);
    norms.set(last, norm);
    weighted.get(last).leaveBias();
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
    for (BatchNorm norm : norms) {
      if (norm != null) {
        norm.update(step);
      }
    }
  }

  /** Shrinks all means by a factor. */
  public void decay(float factor) {
    for (SparseVdLayer layer : weighted) {
      backend.scale(factor, layer.posterior().mean());
    }
  }

  /** Batch normalisation behind each of the layers with weights, null where there is none. */
  public List<BatchNorm> norms() {
    return Collections.unmodifiableList(norms);
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
    return inputs * columns;
  }

  /** Number of classes. */
  public int outputs() {
    return outputs;
  }

  public int columns() {
    return columns;
  }
}
