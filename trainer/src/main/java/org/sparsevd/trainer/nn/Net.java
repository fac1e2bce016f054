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
  private final List<Layer> layers = new ArrayList<>();
  private final List<SparseVdLayer> weighted = new ArrayList<>();

  /**
   * The layers of a network, with weights of zero.
   *
   * @param columns of a batch, a multiple of 16
   * @throws IllegalArgumentException if a layer does not fit what it stands on; the message names
   *     it
   */
  public Net(Network network, Backend backend, int columns) {
    this.backend = backend;
    this.columns = columns;
    Shape shape = network.input();
    for (LayerSpec spec : network.layers()) {
      shape = add(spec, shape);
    }
    this.outputs = shape.size();
  }

  private Shape add(LayerSpec spec, Shape in) {
    if (spec instanceof LayerSpec.Dense dense) {
      weighted(dense.name(), Geometry.dense(in.size(), dense.outputs(), columns));
    } else if (spec instanceof LayerSpec.Conv2d conv) {
      weighted(
          conv.name(),
          new Geometry(in.dim(0), in.dim(1), in.dim(2), conv.filters(), conv.kernel(), columns));
    } else if (spec instanceof LayerSpec.MaxPool2d pool) {
      Pooling pooling = new Pooling(in.dim(0), in.dim(1), in.dim(2), pool.size(), columns);
      layers.add(new MaxPool2d(backend, pooling));
    } else if (spec instanceof LayerSpec.Relu) {
      layers.add(new Relu(backend));
    } else {
      layers.add(new Flatten());
    }
    return spec.outputShape(in);
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

  /** Number of classes. */
  public int outputs() {
    return outputs;
  }

  public int columns() {
    return columns;
  }
}
