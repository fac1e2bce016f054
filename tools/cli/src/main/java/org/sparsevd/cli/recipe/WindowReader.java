package org.sparsevd.cli.recipe;

import java.util.List;
import java.util.Map;
import org.sparsevd.cli.json.Json;
import org.sparsevd.cli.json.JsonException;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;

/** How a kernel slides over an image, as fields of a layer. */
final class WindowReader {
  private static final int MAX_EXTENT = 1 << 20;
  private static final int[] ONES = {1, 1};

  private WindowReader() {}

  /**
   * @param kernel its height and width
   * @param stride where none is said
   * @param in the image, which padding of the kind {@code "same"} depends on
   */
  static Window read(Map<String, Json> fields, int[] kernel, int[] stride, Shape in)
      throws JsonException {
    int[] strides = pair(fields, "stride", 1, stride);
    int[] dilation = pair(fields, "dilation", 1, ONES);
    int[] padding = padding(fields, kernel, strides, dilation, in);
    return new Window(
        kernel[0],
        kernel[1],
        strides[0],
        strides[1],
        dilation[0],
        dilation[1],
        padding[0],
        padding[1],
        padding[2],
        padding[3]);
  }

  /** A number for both, or {@code [height, width]}. */
  static int[] pair(Map<String, Json> fields, String name, int least, int[] usual)
      throws JsonException {
    Json json = fields.get(name);
    if (json == null) {
      return usual.clone();
    }
    return json.isList()
        ? integers(json, name, least, 2)
        : both(json.integer(name, least, MAX_EXTENT));
  }

  private static int[] both(int value) {
    return new int[] {value, value};
  }

  private static int[] integers(Json json, String name, int least, int count) throws JsonException {
    List<Json> values = json.elements(name);
    if (values.size() != count) {
      throw json.problem("expected " + count + " values of " + name + ", found " + values.size());
    }
    int[] integers = new int[count];
    for (int i = 0; i < count; i++) {
      integers[i] = values.get(i).integer(name, least, MAX_EXTENT);
    }
    return integers;
  }

  /** Above, left, below, right. */
  private static int[] padding(
      Map<String, Json> fields, int[] kernel, int[] stride, int[] dilation, Shape in)
      throws JsonException {
    Json json = fields.get("padding");
    if (json == null) {
      return new int[4];
    }
    if (json.isText()) {
      if (!json.text("padding").equals("same")) {
        throw json.problem(
            "expected padding, a number, [height, width], [top, left, bottom, right]"
                + " or \"same\", found '"
                + json.text("padding")
                + "'");
      }
      if (in.rank() != 3) {
        return new int[4];
      }
      int tall = same(in.dim(1), kernel[0], stride[0], dilation[0]);
      int wide = same(in.dim(2), kernel[1], stride[1], dilation[1]);
      return new int[] {tall / 2, wide / 2, tall - tall / 2, wide - wide / 2};
    }
    if (!json.isList()) {
      int all = json.integer("padding", 0, MAX_EXTENT);
      return new int[] {all, all, all, all};
    }
    if (json.elements("padding").size() == 2) {
      int[] sides = integers(json, "padding", 0, 2);
      return new int[] {sides[0], sides[1], sides[0], sides[1]};
    }
    return integers(json, "padding", 0, 4);
  }

  /** Zeros for an output of {@code extent / stride}, rounded up; the odd one at the end. */
  private static int same(int extent, int kernel, int stride, int dilation) {
    int outputs = (extent + stride - 1) / stride;
    return Math.max(0, (outputs - 1) * stride + (kernel - 1) * dilation + 1 - extent);
  }
}
