package org.sparsevd.compress.moments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.sparsevd.compress.Calibration;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;

/**
 * Second moments {@code E[x_i x_j]} of what the rows of a layer's weight read, and of a constant 1
 * behind it, which the bias reads. They say what an error in one weight is worth, and how far
 * another weight can make up for it.
 */
public final class InputMoments {
  /** Layers of more columns have none: the moments would take too much time and memory. */
  static final int MOST_COLUMNS = 2048;

  /** Places at which a layer is looked at that reads several patches or vectors. */
  private static final int PLACES = 8;

  private final int columns;
  private final double[][][] moments;

  private InputMoments(int columns, int groups) {
    this.columns = columns;
    this.moments = new double[groups][columns + 1][columns + 1];
  }

  /** The moments at a layer of a model, or null where it is too wide. */
  public static InputMoments of(Model model, Node node, Calibration calibration) {
    Op.Weighted layer = (Op.Weighted) node.op();
    if (layer.weight().columns() > MOST_COLUMNS) {
      return null;
    }
    String input = node.inputs().get(0);
    float[][] values = calibration.outputs(upTo(model, input));
    int groups = layer instanceof Op.Conv2d conv ? conv.groups() : 1;
    InputMoments result = new InputMoments(layer.weight().columns(), groups);
    SplittableRandom random = new SplittableRandom(1);
    for (float[] value : values) {
      if (layer instanceof Op.Conv2d conv) {
        result.addPatches(conv, model.shape(input), value, random);
      } else {
        result.addLines(value, random);
      }
    }
    result.finish();
    return result;
  }

  /** The part of the model that computes a value. */
  private static Model upTo(Model model, String value) {
    List<Node> nodes = new ArrayList<>();
    boolean found = value.equals(Model.INPUT);
    for (Node node : model.nodes()) {
      if (!found) {
        nodes.add(node);
        found = node.name().equals(value);
      }
    }
    return model.withNodes(nodes, value);
  }

  /** Of a layer that reads several vectors, some of them. */
  private void addLines(float[] value, SplittableRandom random) {
    int lines = value.length / columns;
    if (lines == 1) {
      add(0, value);
      return;
    }
    for (int place = 0; place < PLACES; place++) {
      int from = random.nextInt(lines) * columns;
      add(0, Arrays.copyOfRange(value, from, from + columns));
    }
  }

  private void addPatches(Op.Conv2d conv, Shape all, float[] value, SplittableRandom random) {
    Shape shape = all.last(3);
    Window window = conv.window();
    int height = window.outputHeight(shape.dim(1));
    int width = window.outputWidth(shape.dim(2));
    float[] patch = new float[columns];
    int images = all.size() / shape.size();
    for (int place = 0; place < PLACES; place++) {
      int top = random.nextInt(height) * window.strideHeight() - window.padTop();
      int left = random.nextInt(width) * window.strideWidth() - window.padLeft();
      int start = images == 1 ? 0 : random.nextInt(images) * shape.size();
      for (int group = 0; group < moments.length; group++) {
        int channels = conv.weight().shape().dim(1);
        for (int c = 0; c < columns; c++) {
          int kernel = c % (window.kernelHeight() * window.kernelWidth());
          int channel = group * channels + c / (window.kernelHeight() * window.kernelWidth());
          int y = top + kernel / window.kernelWidth() * window.dilationHeight();
          int x = left + kernel % window.kernelWidth() * window.dilationWidth();
          boolean inside = y >= 0 && y < shape.dim(1) && x >= 0 && x < shape.dim(2);
          patch[c] = inside ? value[start + (channel * shape.dim(1) + y) * shape.dim(2) + x] : 0;
        }
        add(group, patch);
      }
    }
  }

  /** Adds to the lower triangle; most inputs are zero. */
  private void add(int group, float[] values) {
    double[][] sums = moments[group];
    int[] live = new int[columns + 1];
    int count = 0;
    for (int i = 0; i < columns; i++) {
      if (values[i] != 0) {
        live[count++] = i;
      }
    }
    for (int a = 0; a < count; a++) {
      double[] row = sums[live[a]];
      double value = values[live[a]];
      for (int b = 0; b <= a; b++) {
        row[live[b]] += value * values[live[b]];
      }
      sums[columns][live[a]] += value;
    }
    sums[columns][columns]++;
  }

  private void finish() {
    for (double[][] sums : moments) {
      double count = Math.max(1, sums[columns][columns]);
      for (int i = 0; i <= columns; i++) {
        for (int j = 0; j <= i; j++) {
          sums[i][j] /= count;
          sums[j][i] = sums[i][j];
        }
      }
    }
  }

  /** Mean of the product of columns i and j of a row of this group; the last column is 1. */
  public double at(int group, int i, int j) {
    return moments[group][i][j];
  }
}
