package org.sparsevd.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The executable definition of every operator: plain loops, sums in double. Slow on purpose; what
 * runs models is {@code org.sparsevd.runtime}, and this is what it is compared with.
 */
public final class Interpreter {
  private final Model model;

  public Interpreter(Model model) {
    this.model = model;
  }

  /**
   * The model's output for one input.
   *
   * @param input row-major, of the model's input shape
   * @throws IllegalArgumentException if the length is not the input's size
   */
  public float[] run(float[] input) {
    return values(input).get(model.output());
  }

  /** Every value of the model by name, the input included; see {@link #run}. */
  public Map<String, float[]> values(float[] input) {
    if (input.length != model.inputShape().size()) {
      throw new IllegalArgumentException(
          "input must have " + model.inputShape().size() + " values, found " + input.length);
    }
    Map<String, float[]> values = new HashMap<>();
    values.put(Model.INPUT, input);
    for (Node node : model.nodes()) {
      List<float[]> inputs = new ArrayList<>();
      for (String name : node.inputs()) {
        inputs.add(values.get(name));
      }
      Shape inputShape = model.shape(node.inputs().get(0));
      values.put(node.name(), apply(node.op(), inputs, inputShape, model.shape(node.name())));
    }
    return values;
  }

  private static float[] apply(Op op, List<float[]> inputs, Shape in, Shape out) {
    float[] x = inputs.get(0);
    float[] y = new float[out.size()];
    if (op instanceof Op.Dense dense) {
      dense(dense, x, y);
    } else if (op instanceof Op.Conv2d conv) {
      convolve(conv, x, in, y, out);
    } else if (op instanceof Op.MaxPool2d pool) {
      pool(pool.window(), true, false, x, in, y, out);
    } else if (op instanceof Op.AvgPool2d pool) {
      pool(pool.window(), false, pool.countPadding(), x, in, y, out);
    } else if (op instanceof Op.GlobalAvgPool2d) {
      Window all = new Window(in.dim(1), in.dim(2), 1, 1, 1, 1, 0, 0, 0, 0);
      pool(all, false, false, x, in, y, out);
    } else if (op instanceof Op.BatchNorm norm) {
      int area = x.length / norm.scale().length;
      for (int i = 0; i < y.length; i++) {
        int c = i / area;
        double centred = (double) x[i] - norm.mean()[c];
        double deviation = Math.sqrt((double) norm.variance()[c] + norm.epsilon());
        y[i] = (float) (norm.scale()[c] * centred / deviation + norm.shift()[c]);
      }
    } else if (op instanceof Op.Affine affine) {
      int area = x.length / affine.scale().length;
      for (int i = 0; i < y.length; i++) {
        y[i] = (float) ((double) affine.scale()[i / area] * x[i] + affine.shift()[i / area]);
      }
    } else if (op instanceof Op.Pointwise function) {
      for (int i = 0; i < y.length; i++) {
        y[i] = function.apply(x[i]);
      }
    } else if (op instanceof Op.PRelu prelu) {
      int area = x.length / prelu.slope().length;
      for (int i = 0; i < y.length; i++) {
        y[i] = x[i] < 0 ? prelu.slope()[i / area] * x[i] : x[i];
      }
    } else if (op instanceof Op.Add) {
      for (int i = 0; i < y.length; i++) {
        y[i] = x[i] + inputs.get(1)[i];
      }
    } else if (op instanceof Op.Mul) {
      int area = x.length / inputs.get(1).length;
      for (int i = 0; i < y.length; i++) {
        y[i] = x[i] * inputs.get(1)[i / area];
      }
    } else if (op instanceof Op.Concat) {
      int at = 0;
      for (float[] part : inputs) {
        System.arraycopy(part, 0, y, at, part.length);
        at += part.length;
      }
    } else if (op instanceof Op.Flatten || op instanceof Op.Reshape) {
      return x;
    } else if (op instanceof Op.Transpose transpose) {
      Arrangement.transpose(transpose, x, in, y, out);
    } else if (op instanceof Op.Pad2d pad) {
      Arrangement.pad(pad, x, in, y, out);
    } else if (op instanceof Op.Upsample2d upsample) {
      Arrangement.upsample(upsample, x, in, y, out);
    } else if (op instanceof Op.Softmax) {
      softmax(x, y, in.dim(0), false);
    } else if (op instanceof Op.LogSoftmax) {
      softmax(x, y, in.dim(0), true);
    } else {
      throw new AssertionError("operator without definition: " + op);
    }
    return y;
  }

  private static void dense(Op.Dense op, float[] x, float[] y) {
    float[] weight = op.weight().toArray();
    for (int o = 0; o < y.length; o++) {
      double sum = op.bias()[o];
      for (int i = 0; i < x.length; i++) {
        sum += (double) weight[o * x.length + i] * x[i];
      }
      y[o] = (float) sum;
    }
  }

  private static void convolve(Op.Conv2d op, float[] x, Shape in, float[] y, Shape out) {
    Window w = op.window();
    float[] weight = op.weight().toArray();
    int channels = op.weight().shape().dim(1);
    int filtersPerGroup = out.dim(0) / op.groups();
    int at = 0;
    for (int o = 0; o < out.dim(0); o++) {
      int firstChannel = o / filtersPerGroup * channels;
      for (int row = 0; row < out.dim(1); row++) {
        for (int column = 0; column < out.dim(2); column++) {
          double sum = op.bias()[o];
          for (int c = 0; c < channels; c++) {
            for (int kh = 0; kh < w.kernelHeight(); kh++) {
              int ih = row * w.strideHeight() + kh * w.dilationHeight() - w.padTop();
              if (ih < 0 || ih >= in.dim(1)) {
                continue;
              }
              for (int kw = 0; kw < w.kernelWidth(); kw++) {
                int iw = column * w.strideWidth() + kw * w.dilationWidth() - w.padLeft();
                if (iw >= 0 && iw < in.dim(2)) {
                  int k = ((o * channels + c) * w.kernelHeight() + kh) * w.kernelWidth() + kw;
                  int i = ((firstChannel + c) * in.dim(1) + ih) * in.dim(2) + iw;
                  sum += (double) weight[k] * x[i];
                }
              }
            }
          }
          y[at++] = (float) sum;
        }
      }
    }
  }

  private static void pool(
      Window w, boolean max, boolean countPadding, float[] x, Shape in, float[] y, Shape out) {
    int at = 0;
    for (int c = 0; c < out.dim(0); c++) {
      for (int row = 0; row < out.dim(1); row++) {
        for (int column = 0; column < out.dim(2); column++) {
          double sum = 0;
          float largest = Float.NEGATIVE_INFINITY;
          int count = 0;
          for (int kh = 0; kh < w.kernelHeight(); kh++) {
            int ih = row * w.strideHeight() + kh * w.dilationHeight() - w.padTop();
            for (int kw = 0; kw < w.kernelWidth(); kw++) {
              int iw = column * w.strideWidth() + kw * w.dilationWidth() - w.padLeft();
              if (ih >= 0 && ih < in.dim(1) && iw >= 0 && iw < in.dim(2)) {
                float value = x[(c * in.dim(1) + ih) * in.dim(2) + iw];
                sum += value;
                largest = Math.max(largest, value);
                count++;
              }
            }
          }
          int divisor = countPadding ? w.kernelHeight() * w.kernelWidth() : count;
          y[at++] = max ? largest : (float) (sum / divisor);
        }
      }
    }
  }

  private static void softmax(float[] x, float[] y, int channels, boolean log) {
    int area = x.length / channels;
    for (int first = 0; first < area; first++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int i = first; i < x.length; i += area) {
        largest = Math.max(largest, x[i]);
      }
      double sum = 0;
      for (int i = first; i < x.length; i += area) {
        sum += Math.exp(x[i] - largest);
      }
      for (int i = first; i < x.length; i += area) {
        double centred = x[i] - largest;
        y[i] = (float) (log ? centred - Math.log(sum) : Math.exp(centred) / sum);
      }
    }
  }
}
