package org.sparsevd.benchmarks.densities;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;
import org.sparsevd.tensor.Tensor;

/**
 * Models of a single layer. It packs what it reads, and unpacks what it finds, as few layers do.
 */
enum OneLayer {
  TOKENS_384("128 tokens, 384 to 384", Shape.of(128, 384), Shape.of(384, 384), 0),
  TOKENS_WIDE("128 tokens, 384 to 1536", Shape.of(128, 384), Shape.of(1536, 384), 0),
  TOKENS_LONG("128 tokens, 1536 to 384", Shape.of(128, 1536), Shape.of(384, 1536), 0),
  IMAGE_56("3x3, 64 channels of 56x56", Shape.of(64, 56, 56), Shape.of(64, 64, 3, 3), 3),
  IMAGE_28("3x3, 128 channels of 28x28", Shape.of(128, 28, 28), Shape.of(128, 128, 3, 3), 3),
  IMAGE_14("3x3, 256 channels of 14x14", Shape.of(256, 14, 14), Shape.of(256, 256, 3, 3), 3),
  IMAGE_7("3x3, 512 channels of 7x7", Shape.of(512, 7, 7), Shape.of(512, 512, 3, 3), 3),
  POINTS("1x1, 256 channels of 28x28", Shape.of(256, 28, 28), Shape.of(256, 256, 1, 1), 1),
  VECTOR("one vector, 1024 to 1024", Shape.of(1024), Shape.of(1024, 1024), 0);

  final String title;
  final Shape input;
  private final Shape weight;
  private final int kernel;

  OneLayer(String title, Shape input, Shape weight, int kernel) {
    this.title = title;
    this.input = input;
    this.weight = weight;
    this.kernel = kernel;
  }

  /** With so many of its weights. */
  Model model(double density) {
    Random random = new Random(1);
    float[] values = new float[weight.size()];
    for (int i = 0; i < values.length; i++) {
      float value = (float) random.nextGaussian() * 0.05f;
      values[i] = random.nextDouble() < density ? value : 0;
    }
    Tensor all = new DenseTensor(weight, values);
    Tensor kept = density < 1 ? SparseTensor.of(all) : all;
    float[] bias = new float[weight.dim(0)];
    Op op =
        kernel == 0
            ? new Op.Dense(kept, bias)
            : new Op.Conv2d(kept, bias, Window.square(kernel, kernel / 2), 1);
    return new Model(
        title,
        List.of(new Model.Input("x", ElementType.FLOAT, input)),
        List.of(new Node("y", op, List.of("x"))),
        List.of(new Model.Output("y", "y")),
        false,
        Map.of());
  }
}
