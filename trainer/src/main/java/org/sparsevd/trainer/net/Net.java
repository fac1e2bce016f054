package org.sparsevd.trainer.net;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.sparsevd.trainer.block.Blocks;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Mode;
import org.sparsevd.trainer.optim.AdamStep;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Noise;

/** A network on a backend: its layers, with room for batches of a fixed size. */
public final class Net {
  private final Backend backend;
  private final int columns;
  private final int inputs;
  private final int outputs;
  private final LiveUnits live;
  private final Graph graph;
  private final List<SparseVdLayer> weighted;
  private final List<BatchNorm> norms;
  private final List<BatchNorm> freeNorms;

  /**
   * The layers of a network, with weights of zero.
   *
   * @param live the units to build; null stands for all
   * @param blocks of weights that decide together
   * @param columns of a batch, a multiple of 16
   * @throws IllegalArgumentException if a layer does not fit what it stands on; the message names
   *     it
   */
  public Net(
      Network network, LiveUnits live, Noise noise, Blocks blocks, Backend backend, int columns) {
    this.backend = backend;
    this.columns = columns;
    this.live = live;
    network.outputShape();
    LayerFactory made = new LayerFactory(network, live, noise, blocks, backend, columns);
    this.inputs = made.input.size();
    this.outputs = made.shapes.get(made.shapes.size() - 1).size();
    this.weighted = made.weighted;
    this.norms = made.norms;
    this.freeNorms = made.freeNorms;
    int[] sizes = made.shapes.stream().mapToInt(shape -> shape.size() * columns).toArray();
    this.graph = new Graph(backend, made.layers, network, made.needed, sizes);
  }

  /** Scores {@code [classes, columns]} of a batch {@code [channels, height, width, columns]}. */
  public Buffer forward(Buffer x, Mode mode) {
    return graph.forward(x, mode);
  }

  /** Takes the gradient of the scores and leaves those of the parameters in the layers. */
  public void backward(Buffer dy) {
    graph.backward(dy);
  }

  /** Moves every parameter against its gradient; see {@link SparseVdLayer#update}. */
  public void update(AdamStep step, AdamStep logSigma2Step, float klScale) {
    float[] factors = new float[weighted.size()];
    Arrays.fill(factors, 1);
    update(step, logSigma2Step, klScale, factors);
  }

  /** The same with a factor for the divergence of each layer with weights. */
  public void update(AdamStep step, AdamStep logSigma2Step, float klScale, float[] factors) {
    for (int l = 0; l < factors.length; l++) {
      weighted.get(l).update(step, logSigma2Step, klScale * factors[l]);
    }
    allNorms().forEach(norm -> norm.update(step));
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

  /** Batch normalisation that stands by itself, in order. */
  public List<BatchNorm> freeNorms() {
    return Collections.unmodifiableList(freeNorms);
  }

  /** All batch normalisation. */
  public List<BatchNorm> allNorms() {
    return Stream.concat(norms.stream().filter(Objects::nonNull), freeNorms.stream()).toList();
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
        || live.elements() == null
        || live.elements().length == whole.length / columns) {
      return whole;
    }
    int[] elements = live.elements();
    float[] part = new float[elements.length * columns];
    for (int i = 0; i < elements.length; i++) {
      System.arraycopy(whole, elements[i] * columns, part, i * columns, columns);
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
