package org.sparsevd.trainer.data;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.sparsevd.array.CsvTable;
import org.sparsevd.array.NumberArray;
import org.sparsevd.array.NumberType;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.data.values.Numbers;
import org.sparsevd.trainer.data.values.Pixels;
import org.sparsevd.trainer.data.values.Values;

/**
 * Inputs of arrays and tables. An input of one extent becomes as many channels, one of two an image
 * with a single channel, one of three an image with its channels first; others stay as they are.
 * Those of uint8 are pixels, all others are numbers.
 */
final class ArrayImages {
  private static final String NO_CLASS =
      "; real-valued targets cannot be learned yet, classes are numbered from 0";

  private final Optional<ArrayLayout> named;
  private final Optional<String> classColumn;

  /**
   * @param named layout of arrays, where it is
   * @param classColumn of tables, where it is not the last
   */
  ArrayImages(Optional<ArrayLayout> named, Optional<String> classColumn) {
    this.named = named;
    this.classColumn = classColumn;
  }

  /**
   * @param inputs {@code [count, ...]}
   * @param classes {@code [count]} or {@code [count, 1]}; or null
   */
  Images of(NumberArray inputs, NumberArray classes) throws IOException {
    int[] shape = inputs.shape();
    if (shape.length == 0) {
      throw new DatasetException(inputs + ": expected [count, ...], found a single number");
    }
    int[] labels = classes == null ? new int[0] : labels(classes, inputs);
    Shape found = Shape.of(Arrays.copyOfRange(shape, 1, shape.length));
    boolean last = layout(inputs, found) == ArrayLayout.NHWC;
    Shape image = last ? Shape.of(found.dim(2), found.dim(0), found.dim(1)) : image(found);
    if (inputs.type() == NumberType.UINT8) {
      byte[] pixels = inputs.bytes();
      byte[] planes = last ? planes(pixels, image) : pixels;
      return new Images(image, new Pixels(planes, (byte) 0), labels);
    }
    float[] numbers = inputs.finiteFloats();
    Values values = new Numbers(last ? planes(numbers, image) : numbers);
    return new Images(image, values, labels);
  }

  private ArrayLayout layout(NumberArray inputs, Shape found) throws DatasetException {
    if (found.rank() != 3) {
      if (named.isPresent()) {
        throw new DatasetException(
            inputs
                + ": a layout is of images with channels, expected 4 extents for "
                + named.get()
                + ", found "
                + (found.rank() + 1));
      }
      return null;
    }
    ArrayLayout layout = named.orElse(ArrayLayout.toldBy(found));
    if (layout == null) {
      throw new DatasetException(
          inputs
              + ": whether channels are first or last is not told by these extents; --layout nchw"
              + " or nhwc says it");
    }
    return layout;
  }

  private static Shape image(Shape found) {
    return switch (found.rank()) {
      case 0 -> Shape.of(1, 1, 1);
      case 1 -> Shape.of(found.dim(0), 1, 1);
      case 2 -> Shape.of(1, found.dim(0), found.dim(1));
      default -> found;
    };
  }

  private static byte[] planes(byte[] pixels, Shape image) {
    byte[] planes = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      planes[place(i, image)] = pixels[i];
    }
    return planes;
  }

  private static float[] planes(float[] pixels, Shape image) {
    float[] planes = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      planes[place(i, image)] = pixels[i];
    }
    return planes;
  }

  /** Where the value goes that is at this place with channels last. */
  private static int place(int i, Shape image) {
    int channels = image.dim(0);
    int inside = i % image.size();
    return i - inside + inside % channels * (image.size() / channels) + inside / channels;
  }

  private static int[] labels(NumberArray classes, NumberArray inputs) throws IOException {
    int[] shape = classes.shape();
    int count = inputs.shape()[0];
    boolean column = shape.length == 1 || shape.length == 2 && shape[1] == 1;
    if (!column) {
      throw new DatasetException(
          classes
              + ": expected a class number for each input, ["
              + count
              + "]"
              + (shape.length == 2 ? "; of one-hot rows, y.argmax(1) gives them" : ""));
    }
    if (shape[0] != count) {
      throw new DatasetException(
          classes + ": expected " + count + " classes as there are inputs in " + inputs.name());
    }
    if (classes.type().isReal()) {
      throw new DatasetException(classes + ": expected class numbers, integers" + NO_CLASS);
    }
    long[] numbers = classes.integers();
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      if (numbers[i] < 0 || numbers[i] >= Images.MOST_CLASSES) {
        throw new DatasetException(
            classes.name()
                + ": expected class numbers 0 to "
                + (Images.MOST_CLASSES - 1)
                + ", found "
                + numbers[i]
                + classes.at(i));
      }
      labels[i] = (int) numbers[i];
    }
    return labels;
  }

  /** A row is an input of numbers and its class. */
  Images of(CsvTable table) throws IOException {
    if (table.columns() < 2) {
      throw new DatasetException(
          table.file()
              + ": expected numbers and a class in each line, separated by commas, semicolons or"
              + " tabs, found one column");
    }
    int column = classColumn.isPresent() ? table.column(classColumn.get()) : table.columns() - 1;
    int features = table.columns() - 1;
    float[] values = new float[Math.multiplyExact(table.rows(), features)];
    int[] labels = new int[table.rows()];
    int filled = 0;
    for (int row = 0; row < table.rows(); row++) {
      for (int i = 0; i < table.columns(); i++) {
        if (i == column) {
          labels[row] = label(table, row, column);
        } else {
          values[filled++] = (float) table.value(row, i);
        }
      }
    }
    return new Images(Shape.of(features, 1, 1), new Numbers(values), labels);
  }

  private static int label(CsvTable table, int row, int column) throws DatasetException {
    double value = table.value(row, column);
    int label = (int) value;
    if (label != value || label < 0 || label >= Images.MOST_CLASSES) {
      throw new DatasetException(
          table.place(row, column)
              + ": expected a class number 0 to "
              + (Images.MOST_CLASSES - 1)
              + ", found "
              + value
              + (label == value ? "" : NO_CLASS));
    }
    return label;
  }
}
