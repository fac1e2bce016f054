package org.sparsevd.trainer.data;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
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
      "; classes are numbered from 0, and --targets values learns real numbers";

  private final Optional<ArrayLayout> named;
  private final Optional<String> classColumn;
  private final Targets.Kind kind;

  /**
   * @param named layout of arrays, where it is
   * @param classColumn of tables, where it is not the last
   * @param kind of what there is to learn
   */
  ArrayImages(Optional<ArrayLayout> named, Optional<String> classColumn, Targets.Kind kind) {
    this.named = named;
    this.classColumn = classColumn;
    this.kind = kind;
  }

  /**
   * @param inputs {@code [count, ...]}
   * @param classes {@code [count]} or {@code [count, 1]}, of other targets {@code [count, width]};
   *     or null
   */
  Images of(NumberArray inputs, NumberArray classes) throws IOException {
    int[] shape = inputs.shape();
    if (shape.length == 0) {
      throw new DatasetException(inputs + ": expected [count, ...], found a single number");
    }
    boolean ofClasses = classes != null && kind == Targets.Kind.CLASSES;
    int[] labels = ofClasses ? labels(classes, inputs) : new int[0];
    Targets targets = classes == null || ofClasses ? null : targets(classes, inputs);
    Shape found = Shape.of(Arrays.copyOfRange(shape, 1, shape.length));
    boolean last = layout(inputs, found) == ArrayLayout.NHWC;
    Shape image = last ? Shape.of(found.dim(2), found.dim(0), found.dim(1)) : image(found);
    if (inputs.type() == NumberType.UINT8) {
      byte[] pixels = inputs.bytes();
      byte[] planes = last ? planes(pixels, image) : pixels;
      return new Images(image, new Pixels(planes, (byte) 0), labels, targets);
    }
    float[] numbers = inputs.finiteFloats();
    Values values = new Numbers(last ? planes(numbers, image) : numbers);
    return new Images(image, values, labels, targets);
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

  private Targets targets(NumberArray found, NumberArray inputs) throws IOException {
    int[] shape = found.shape();
    int count = inputs.shape()[0];
    boolean fits = (shape.length == 1 || shape.length == 2 && shape[1] > 0) && shape[0] == count;
    if (!fits) {
      throw new DatasetException(
          found + ": expected numbers for each input, [" + count + "] or [" + count + ", width]");
    }
    float[] values = found.finiteFloats();
    for (int i = 0; i < values.length; i++) {
      if (kind == Targets.Kind.LABELS && values[i] != 0 && values[i] != 1) {
        throw new DatasetException(
            found.name() + ": expected labels 0 or 1, found " + values[i] + found.at(i));
      }
    }
    return new Targets(kind, values, shape.length == 1 ? 1 : shape[1]);
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
    if (kind != Targets.Kind.CLASSES) {
      return withTargets(table);
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

  /** A row is an input of numbers and what a net is to say of it. */
  private Images withTargets(CsvTable table) throws IOException {
    Set<Integer> columns = new LinkedHashSet<>();
    if (classColumn.isEmpty()) {
      columns.add(table.columns() - 1);
    } else {
      for (String name : classColumn.get().split(",", -1)) {
        columns.add(table.column(name));
      }
    }
    int features = table.columns() - columns.size();
    if (features == 0) {
      throw new DatasetException(
          table.file() + ": expected columns beside those of --class-column, found none");
    }
    float[] values = new float[Math.multiplyExact(table.rows(), features)];
    float[] targets = new float[Math.multiplyExact(table.rows(), columns.size())];
    int filled = 0;
    int told = 0;
    for (int row = 0; row < table.rows(); row++) {
      for (int i = 0; i < table.columns(); i++) {
        if (!columns.contains(i)) {
          values[filled++] = (float) table.value(row, i);
        }
      }
      for (int column : columns) {
        targets[told++] = target(table, row, column);
      }
    }
    Targets all = new Targets(kind, targets, columns.size());
    return new Images(Shape.of(features, 1, 1), new Numbers(values), new int[0], all);
  }

  private float target(CsvTable table, int row, int column) throws DatasetException {
    double value = table.value(row, column);
    boolean label = value == 0 || value == 1;
    if (kind == Targets.Kind.LABELS ? !label : !Float.isFinite((float) value)) {
      throw new DatasetException(
          table.place(row, column)
              + (kind == Targets.Kind.LABELS ? ": expected 0 or 1" : ": expected a float32")
              + ", found "
              + value);
    }
    return (float) value;
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
