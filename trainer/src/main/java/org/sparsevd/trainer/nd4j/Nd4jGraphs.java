package org.sparsevd.trainer.nd4j;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.factory.Nd4j;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.GraphOps;
import org.sparsevd.trainer.nn.Pooling;
import org.sparsevd.trainer.recipe.LayerSpec;

/** See {@link GraphOps}. */
final class Nd4jGraphs implements GraphOps {
  private final Scratch scratch;
  private final Nd4jPooling pooling;

  Nd4jGraphs(Scratch scratch) {
    this.scratch = scratch;
    this.pooling = new Nd4jPooling(scratch);
  }

  @Override
  public void copy(Buffer x, int xAt, Buffer y, int yAt, int count) {
    part(y, yAt, count).assign(part(x, xAt, count));
  }

  private static INDArray part(Buffer buffer, int from, int count) {
    return NdBuffer.of(buffer).part(from, List.of(1, count), List.of(count, 1));
  }

  @Override
  public void add(Buffer x, Buffer y) {
    NdBuffer.flat(y).addi(NdBuffer.flat(x));
  }

  @Override
  public void pointwise(LayerSpec.Pointwise f, Buffer x, Buffer y) {
    INDArray in = NdBuffer.flat(x);
    INDArray out = NdBuffer.flat(y);
    switch (f.function()) {
      case LEAKY_RELU -> {
        INDArray below = scratch(Scratch.Role.A, in);
        Nd4j.exec(new ScalarMin(in, null, below, 0));
        Nd4j.exec(new ScalarMax(in, null, out, 0));
        below.muli(f.first());
        out.addi(below);
      }
      case CLAMP -> {
        Nd4j.exec(new ScalarMax(in, null, out, f.first()));
        Nd4j.exec(new ScalarMin(out, null, out, f.second()));
      }
      case HARD_SWISH -> {
        in.muli(1 / 6f, out);
        out.addi(0.5);
        Nd4j.exec(new ScalarMax(out, null, out, 0));
        Nd4j.exec(new ScalarMin(out, null, out, 1));
        out.muli(in);
      }
      case SILU -> {
        Nd4j.exec(new Sigmoid(in, out));
        out.muli(in);
      }
      case SIGMOID -> Nd4j.exec(new Sigmoid(in, out));
      case TANH -> {
        in.muli(2, out);
        Nd4j.exec(new Sigmoid(out, out));
        out.muli(2);
        out.subi(1);
      }
    }
  }

  @Override
  public void pointwiseGradient(LayerSpec.Pointwise f, Buffer x, Buffer dy) {
    INDArray in = NdBuffer.flat(x);
    INDArray gradient = NdBuffer.flat(dy);
    INDArray slope = scratch(Scratch.Role.A, in);
    INDArray term = scratch(Scratch.Role.B, in);
    switch (f.function()) {
      case LEAKY_RELU -> {
        in.muli(-1, slope);
        Nd4j.exec(new Step(slope, slope, 0));
        slope.muli(f.first() - 1);
        slope.addi(1);
      }
      case CLAMP -> {
        in.subi(f.first(), slope);
        Nd4j.exec(new Step(slope, slope, 0));
        in.rsubi(f.second(), term);
        Nd4j.exec(new Step(term, term, 0));
        slope.muli(term);
      }
      case HARD_SWISH -> {
        // x / 3 + 1 / 2 between -3 and 3; 0 below and 1 above.
        in.addi(3, term);
        Nd4j.exec(new Step(term, term, 0));
        in.muli(1 / 3f, slope);
        slope.addi(0.5);
        slope.muli(term);
        in.subi(3, term);
        Nd4j.exec(new Step(term, term, 0));
        INDArray beyond = scratch(Scratch.Role.C, in);
        slope.rsubi(1, beyond);
        beyond.muli(term);
        slope.addi(beyond);
      }
      case SILU -> {
        Nd4j.exec(new Sigmoid(in, term));
        term.rsubi(1, slope);
        slope.muli(in);
        slope.addi(1);
        slope.muli(term);
      }
      case SIGMOID -> {
        Nd4j.exec(new Sigmoid(in, term));
        term.rsubi(1, slope);
        slope.muli(term);
      }
      case TANH -> {
        in.muli(2, term);
        Nd4j.exec(new Sigmoid(term, term));
        term.rsubi(1, slope);
        slope.muli(term);
        slope.muli(4);
      }
    }
    gradient.muli(slope);
  }

  private INDArray scratch(Scratch.Role role, INDArray like) {
    return scratch.flat(role, (int) like.length());
  }

  @Override
  public void maxPool(Pooling p, Buffer x, Buffer y) {
    pooling.max(p, NdBuffer.of(x), NdBuffer.of(y));
  }

  @Override
  public void maxPoolGradient(Pooling p, Buffer x, Buffer y, Buffer dy, Buffer dx) {
    pooling.maxGradient(p, NdBuffer.of(x), NdBuffer.of(y), NdBuffer.of(dy), NdBuffer.of(dx));
  }

  @Override
  public void averagePool(Pooling p, Buffer x, Buffer y) {
    pooling.average(p, NdBuffer.of(x), NdBuffer.of(y));
  }

  @Override
  public void averagePoolGradient(Pooling p, Buffer dy, Buffer dx) {
    pooling.averageGradient(p, NdBuffer.of(dy), NdBuffer.of(dx));
  }
}
