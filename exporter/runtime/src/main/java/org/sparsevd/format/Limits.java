package org.sparsevd.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.OpRow;
import org.sparsevd.tensor.Shape;

/** What a file may ask of its reader: the numbers of {@code FORMAT.md}. */
final class Limits {
  static final int RANK = OpRow.MOST_RANK;
  static final int NODES = 1 << 16;

  /** Inputs, and outputs, that a model may have. */
  static final int ENDS = 1 << 10;

  static final int NAME_BYTES = 1 << 10;
  static final int METADATA_ENTRIES = 1 << 10;
  static final int METADATA_BYTES = 1 << 16;

  private static final int SHOWN = 60;
  private static final long BASE_ELEMENTS = 1L << 24;
  private static final long ELEMENTS_PER_BYTE = 1L << 12;
  private static final long WORK = 1L << 36;

  /** Of work, so that a sum of it stays below 2^63. */
  static final long MOST_FACTOR = 1L << 25;

  private Limits() {}

  /** The expansion limit: elements that all tensors and values may have together. */
  static long elements(int fileLength) {
    return BASE_ELEMENTS + ELEMENTS_PER_BYTE * fileLength;
  }

  /**
   * Holds the limits of the names of inputs, outputs and nodes and of metadata.
   *
   * @throws IllegalArgumentException naming what is too long or missing
   */
  static void checkTexts(Model model) {
    for (Model.Input input : model.inputs()) {
      check("the name of input '" + beginning(input.name()) + "'", input.name(), 1, NAME_BYTES);
    }
    for (Node node : model.nodes()) {
      check("the name of node '" + beginning(node.name()) + "'", node.name(), 1, NAME_BYTES);
    }
    for (Model.Output output : model.outputs()) {
      check("the name of output '" + beginning(output.name()) + "'", output.name(), 1, NAME_BYTES);
    }
    if (model.metadata().size() > METADATA_ENTRIES) {
      throw new IllegalArgumentException(
          "the model has "
              + model.metadata().size()
              + " metadata entries, a file holds "
              + METADATA_ENTRIES);
    }
    model
        .metadata()
        .forEach(
            (key, value) -> {
              check("the metadata key '" + beginning(key) + "'", key, 1, NAME_BYTES);
              check("the metadata value of '" + beginning(key) + "'", value, 0, METADATA_BYTES);
            });
  }

  private static void check(String what, String text, int least, int most) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes < least || bytes > most) {
      throw new IllegalArgumentException(
          what + " has " + bytes + " bytes, a file holds " + least + " to " + most);
    }
  }

  /** Enough of a long text to know it by. */
  private static String beginning(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }

  /**
   * Holds the work limit.
   *
   * @throws IllegalArgumentException naming the node that exceeds it
   */
  static void checkWork(Model model) {
    checkWork(model, 1);
  }

  /** Holds so many times the work limit; see above. */
  static void checkWork(Model model, long factor) {
    long most = WORK * factor;
    long work = 0;
    for (Node node : model.nodes()) {
      work += steps(model, node);
      // A single product stays below 2^63, a sum with what passed before may wrap once.
      if (work > most || work < 0) {
        throw new IllegalArgumentException(
            "node '" + node.name() + "' exceeds the work limit of " + most + " steps");
      }
    }
  }

  /** Steps of a node whose shapes are numbers; of any other it is known once they are bound. */
  private static long steps(Model model, Node node) {
    Shape out = model.shape(node.name());
    boolean fixed = out.isFixed();
    List<Shape> in = new ArrayList<>();
    for (String value : node.inputs()) {
      in.add(model.shape(value));
      fixed &= model.shape(value).isFixed();
    }
    if (!fixed) {
      return 0;
    }
    if (node.op().kind().isGeneral()) {
      return ((Op.General) node.op()).steps(in, out);
    }
    boolean counts =
        node.op().kind().row().hasWindow() || node.op() instanceof Op.Dense && out.rank() > 1;
    return counts ? ElementSteps.of(node.op()) * out.size() : 0;
  }
}
