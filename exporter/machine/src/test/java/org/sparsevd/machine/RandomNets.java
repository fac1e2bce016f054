package org.sparsevd.machine;

import java.util.Random;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** Random nets: odd sizes, rows and columns without weights, any density. */
public final class RandomNets {
  private final Random random;

  /** Nets that depend on this alone. */
  public RandomNets(Random random) {
    this.random = random;
  }

  /** Between one and so many, small numbers more often. */
  private int size(int most) {
    return 1 + random.nextInt(1 + random.nextInt(most));
  }

  /** Dense layers, one behind the other. */
  public Model chain() {
    int width = size(300);
    Model.Chain chain = new Model.Chain("chain", Shape.of(width)).add("flat", new Op.Flatten());
    int layers = size(4);
    for (int i = 0; i < layers; i++) {
      int rows = size(130);
      chain.add("layer" + i, dense(rows, width));
      if (random.nextInt(4) > 0) {
        chain.add("relu" + i, new Op.Relu());
      }
      width = rows;
    }
    return chain.build();
  }

  /** As large as LeNet-300-100 after compression. */
  public Model lenet() {
    return new Model.Chain("lenet", Shape.of(1, 28, 28))
        .add("flat", new Op.Flatten())
        .add("fc1", dense(125, 784, 0.024f))
        .add("relu1", new Op.Relu())
        .add("fc2", dense(72, 125, 0.09f))
        .add("relu2", new Op.Relu())
        .add("fc3", dense(10, 72, 0.5f))
        .build();
  }

  /** A dense layer of any density. */
  public Op.Dense dense(int rows, int columns) {
    return dense(rows, columns, random.nextInt(5) == 0 ? 1 : random.nextFloat() * 0.5f);
  }

  private Op.Dense dense(int rows, int columns, float density) {
    float[] weight = new float[rows * columns];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = random.nextFloat() < density ? (float) random.nextGaussian() : 0;
    }
    float[] bias = new float[rows];
    for (int i = 0; i < rows; i++) {
      bias[i] = random.nextInt(3) == 0 ? 0 : (float) random.nextGaussian();
    }
    return new Op.Dense(new DenseTensor(Shape.of(rows, columns), weight), bias);
  }

  /** Floats with zeros among them. */
  public float[] input(int size) {
    float[] input = new float[size];
    for (int i = 0; i < size; i++) {
      input[i] = random.nextInt(3) == 0 ? 0 : (float) random.nextGaussian();
    }
    return input;
  }

  /** Bytes of any value. */
  public byte[] pixels(int size) {
    byte[] pixels = new byte[size];
    random.nextBytes(pixels);
    return pixels;
  }
}
