package org.sparsevd.onnx;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.compress.FoldAffine;
import org.sparsevd.compress.RemoveDeadUnits;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;

/**
 * How an exported file stores its weights. Its text is {@code dense}, or a list of the parts that
 * are true, such as {@code shrunk,sparse}.
 *
 * @param shrunk without the units that are dead, through branches too: smaller, and faster in every
 *     runtime. What the file computes is the same up to rounding
 * @param int8 weights and values in 8 bits, by pairs of {@code QuantizeLinear} and {@code
 *     DequantizeLinear} that runtimes turn into integer arithmetic; see {@link ActivationRanges}
 * @param sparse weights as {@code sparse_initializer} where that is smaller: linear INT64 indices
 *     as packed varints, so small files. ONNX Runtime makes them dense when it loads the file:
 *     smaller on disk there, not faster. ONNX's checker and shape inference accept such files; only
 *     its optional type check ({@code full_check}) knows no operator that takes any sparse
 *     initializer
 */
public record OnnxProfile(boolean shrunk, boolean int8, boolean sparse) {
  /** Metadata key of the profile's text; like the checksum it is about the file, not the model. */
  public static final String METADATA_KEY = "sparsevd.profile";

  /** Every value stored as float32, zeros too: runs in anything that reads ONNX. */
  public static final OnnxProfile DENSE = new OnnxProfile(false, false, false);

  public static final OnnxProfile SPARSE = new OnnxProfile(false, false, true);
  public static final OnnxProfile SHRUNK = new OnnxProfile(true, false, false);
  public static final OnnxProfile INT8 = new OnnxProfile(false, true, false);

  private static final String DENSE_NAME = "dense";

  /** Every profile there is. */
  public static List<OnnxProfile> all() {
    List<OnnxProfile> all = new ArrayList<>();
    for (int parts = 0; parts < 8; parts++) {
      all.add(new OnnxProfile((parts & 2) != 0, (parts & 4) != 0, (parts & 1) != 0));
    }
    return all;
  }

  /**
   * The profile of this text; the order of its parts does not matter.
   *
   * @throws IllegalArgumentException naming the part that is unknown, given twice, or contradicts
   *     another
   */
  public static OnnxProfile parse(String text) {
    List<String> parts = List.of(text.split(",", -1));
    for (String part : parts) {
      if (!List.of(DENSE_NAME, "shrunk", "int8", "sparse").contains(part)) {
        throw new IllegalArgumentException(
            "unknown profile '" + part + "', expected dense, or some of shrunk,int8,sparse");
      }
      if (parts.indexOf(part) != parts.lastIndexOf(part)) {
        throw new IllegalArgumentException("profile '" + text + "' names '" + part + "' twice");
      }
    }
    if (parts.contains(DENSE_NAME) && parts.size() > 1) {
      throw new IllegalArgumentException(
          "profile '" + text + "': dense keeps every unit and value, it goes with nothing else");
    }
    return new OnnxProfile(
        parts.contains("shrunk"), parts.contains("int8"), parts.contains("sparse"));
  }

  /**
   * The model whose nodes the file holds: folded and without dead units, or as it is. A model that
   * rounds to levels stays as it is.
   *
   * @throws IllegalArgumentException if a model that is in 8 bits already shall be so once more
   */
  public Model shape(Model model) {
    if (Op.Quantize.isIn(model)) {
      if (int8) {
        throw new IllegalArgumentException(
            "profile '" + this + "': the model is in 8 bits already, other profiles keep them");
      }
      return model;
    }
    if (int8 || shrunk) {
      Model folded = new FoldAffine().apply(model);
      return shrunk ? new RemoveDeadUnits().apply(folded) : folded;
    }
    return model;
  }

  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    if (shrunk) {
      parts.add("shrunk");
    }
    if (int8) {
      parts.add("int8");
    }
    if (sparse) {
      parts.add("sparse");
    }
    return parts.isEmpty() ? DENSE_NAME : String.join(",", parts);
  }
}
