package org.sparsevd.benchmarks.nets;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/** Builds a chain of layers with {@link SparseWeights}, keeping track of which units live. */
final class MadeUpChain {
  private static final float PIXEL_SCALE = 1 / 256f;
  private static final float MEAN = 0.13f;

  private final Model.Chain chain;
  private final SparseWeights weights;
  private Shape shape;
  private List<Integer> live;
  private int area = 1;
  private int rectifiers;
  private int pools;

  MadeUpChain(String name, Shape input, long seed) {
    this.chain = new Model.Chain(name, input);
    this.weights = new SparseWeights(seed);
    this.shape = input;
    this.live = weights.choose(input.dim(0), input.dim(0));
  }

  /** {@code pixel / 256 - mean}, with a mean for each element. */
  MadeUpChain meanImage() {
    return affine(shape.size());
  }

  /** {@code pixel / 256 - mean}, with a mean for each channel. */
  MadeUpChain channelMean() {
    return affine(shape.dim(0));
  }

  private MadeUpChain affine(int values) {
    float[] scale = new float[values];
    float[] shift = new float[values];
    Arrays.fill(scale, PIXEL_SCALE);
    Arrays.fill(shift, -MEAN);
    chain.add("preprocessing", new Op.Affine(scale, shift));
    return this;
  }

  /** Image to vector; what lives stays alive, pixel by pixel. */
  MadeUpChain flatten() {
    area = shape.dim(1) * shape.dim(2);
    chain.add("flatten", new Op.Flatten());
    shape = Shape.of(shape.size());
    return this;
  }

  /** Image to vector, of which only these elements are read. */
  MadeUpChain flatten(List<Integer> elements) {
    flatten();
    live = elements;
    area = 1;
    return this;
  }

  MadeUpChain dense(String name, int outputs, int liveOutputs, int nonZeros) {
    List<Integer> rows = weights.choose(liveOutputs, outputs);
    Tensor weight = weights.weight(Shape.of(outputs, shape.size()), rows, live, area, nonZeros);
    return weighted(name, new Op.Dense(weight, weights.bias(outputs, rows)), rows);
  }

  MadeUpChain convolution(String name, int filters, int liveFilters, Window window, int nonZeros) {
    List<Integer> rows = weights.choose(liveFilters, filters);
    int kernel = window.kernelHeight();
    Shape extents = Shape.of(filters, shape.dim(0), kernel, kernel);
    Tensor weight = weights.weight(extents, rows, live, kernel * kernel, nonZeros);
    return weighted(name, new Op.Conv2d(weight, weights.bias(filters, rows), window, 1), rows);
  }

  private MadeUpChain weighted(String name, Op op, List<Integer> rows) {
    live = rows;
    area = 1;
    return add(name, op);
  }

  MadeUpChain relu() {
    return add("relu" + ++rectifiers, new Op.Relu());
  }

  MadeUpChain maxPool() {
    return add("pool" + ++pools, new Op.MaxPool2d(Window.pooling(2)));
  }

  private MadeUpChain add(String name, Op op) {
    chain.add(name, op);
    shape = op.outputShape(Collections.singletonList(shape));
    return this;
  }

  Model build() {
    return chain.build();
  }
}
