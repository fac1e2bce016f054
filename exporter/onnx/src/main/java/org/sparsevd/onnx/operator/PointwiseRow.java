package org.sparsevd.onnx.operator;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.model.OpKind;

/**
 * How a function of each element stands in ONNX files: the one description from which it is read
 * and written.
 *
 * @param kind the operator of the model
 * @param name of the ONNX operator
 * @param since operator set that brought it, at first as it is here
 * @param parameters in the order of the model's attributes
 * @param inputsSince operator set from which on parameters are inputs 1, 2, ... instead of
 *     attributes; {@link #NEVER} for most
 * @param gate name of the ONNX operator whose value times x it is, which older operator sets have;
 *     empty where there is none
 */
public record PointwiseRow(
    OpKind kind, String name, int since, List<Parameter> parameters, int inputsSince, String gate) {
  /** Later than any operator set. */
  public static final int NEVER = Integer.MAX_VALUE;

  /**
   * One attribute.
   *
   * @param standard its value where the file does not say
   * @param words of a text, of which the model has the index; the first is the standard. Empty for
   *     numbers
   */
  public record Parameter(String name, float standard, List<String> words) {
    public boolean isText() {
      return !words.isEmpty();
    }
  }

  /** Names of the attributes that a file may have. */
  public String[] attributes() {
    String[] names = new String[parameters.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = parameters.get(i).name();
    }
    return names;
  }

  PointwiseRow real(String attribute, float standard) {
    return with(new Parameter(attribute, standard, List.of()));
  }

  PointwiseRow text(String attribute, String... words) {
    return with(new Parameter(attribute, 0, List.of(words)));
  }

  PointwiseRow asInputsSince(int opset) {
    return new PointwiseRow(kind, name, since, parameters, opset, gate);
  }

  PointwiseRow orTimes(String opType) {
    return new PointwiseRow(kind, name, since, parameters, inputsSince, opType);
  }

  /** The operator set from which on it can be written. */
  public int writtenSince() {
    return gate.isEmpty() ? since : 1;
  }

  private PointwiseRow with(Parameter added) {
    List<Parameter> all = new ArrayList<>(parameters);
    all.add(added);
    return new PointwiseRow(kind, name, since, List.copyOf(all), inputsSince, gate);
  }
}
