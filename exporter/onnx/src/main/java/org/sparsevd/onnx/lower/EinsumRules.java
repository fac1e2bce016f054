package org.sparsevd.onnx.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.lower.term.Term;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;

/**
 * Sums of products by a formula such as {@code bij,bjk->bik}: the letters name the dimensions of
 * one or two values and of the result. Letters that both values and the result have are a batch of
 * matrices; those of both values alone are summed over.
 */
final class EinsumRules {
  /** Stands for the first of the dimensions under an ellipsis; no letter. */
  private static final char HIDDEN = '0';

  private EinsumRules() {}

  static void register(Map<String, Rule> all) {
    all.put("Einsum", Rule.single(EinsumRules::einsum));
  }

  /** A value and the letters of its dimensions, in order. */
  private record Named(Term value, String letters) {}

  private static Term einsum(Call call) throws OnnxException {
    String equation = call.text("equation", "").replace(" ", "");
    int arrow = equation.indexOf("->");
    String[] stated = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
    if (stated.length != call.inputs() || stated.length > 2) {
      throw new OnnxException(
          "equation '" + equation + "' of " + call.inputs() + " inputs, expected one or two");
    }
    int hidden = 0;
    for (int i = 0; i < stated.length; i++) {
      hidden = Math.max(hidden, call.shape(i).rank() - stated[i].replace("...", "").length());
    }
    List<Named> operands = new ArrayList<>();
    for (int i = 0; i < stated.length; i++) {
      String letters = letters(stated[i], call.shape(i).rank(), hidden, equation);
      operands.add(new Named(call.input(i), letters));
    }
    String out =
        arrow < 0
            ? implied(operands, hidden)
            : spread(equation.substring(arrow + 2), hidden, hidden);
    checkOutput(out, operands, equation);
    Named first = summed(call, "_first", operands.get(0), others(operands, 1) + out);
    if (operands.size() == 1) {
      return ordered(call, first, out);
    }
    Named second = summed(call, "_second", operands.get(1), first.letters + out);
    return ordered(call, product(call, first, second, out), out);
  }

  private static String others(List<Named> operands, int from) {
    return from < operands.size() ? operands.get(from).letters : "";
  }

  private static String letters(String stated, int rank, int hidden, String equation)
      throws OnnxException {
    int named = stated.replace("...", "").length();
    String letters = spread(stated, rank - named, hidden);
    boolean valid = letters.length() == rank && letters.chars().distinct().count() == rank;
    for (int i = 0; valid && i < rank; i++) {
      valid = Character.isLetter(letters.charAt(i)) || Character.isDigit(letters.charAt(i));
    }
    if (!valid) {
      throw new OnnxException(
          "equation '" + equation + "' does not name " + rank + " dimensions, each once");
    }
    return letters;
  }

  /** With names for the dimensions under an ellipsis, of which the last ones are common. */
  private static String spread(String stated, int own, int hidden) {
    StringBuilder names = new StringBuilder();
    for (int i = Math.max(0, hidden - own); i < hidden; i++) {
      names.append((char) (HIDDEN + i));
    }
    return stated.replace("...", names);
  }

  /** Without an arrow: what stands under ellipses, then letters that stand once, sorted. */
  private static String implied(List<Named> operands, int hidden) {
    String all = operands.get(0).letters + others(operands, 1);
    StringBuilder out = new StringBuilder(spread("...", hidden, hidden));
    all.chars()
        .sorted()
        .filter(
            letter -> Character.isLetter(letter) && all.indexOf(letter) == all.lastIndexOf(letter))
        .forEach(letter -> out.append((char) letter));
    return out.toString();
  }

  private static void checkOutput(String out, List<Named> operands, String equation)
      throws OnnxException {
    String all = operands.get(0).letters + others(operands, 1);
    boolean known = out.chars().allMatch(letter -> all.indexOf(letter) >= 0);
    if (!known || out.chars().distinct().count() != out.length()) {
      throw new OnnxException("equation '" + equation + "' has no such result");
    }
  }

  /** Without the dimensions that nothing else names, which are summed over. */
  private static Named summed(Call call, String suffix, Named operand, String used)
      throws OnnxException {
    List<Integer> gone = new ArrayList<>();
    StringBuilder left = new StringBuilder();
    for (int axis = 0; axis < operand.letters.length(); axis++) {
      char letter = operand.letters.charAt(axis);
      if (used.indexOf(letter) < 0) {
        gone.add(axis);
      } else {
        left.append(letter);
      }
    }
    if (gone.isEmpty()) {
      return operand;
    }
    Shape in = call.graph().shape(operand.value);
    Term sum = call.emit(suffix + "_sum", new Op.Reduce(Op.Fold.SUM, gone), operand.value);
    return new Named(call.reshape(sum, ShapeRules.without(in, gone)), left.toString());
  }

  private static Named product(Call call, Named a, Named b, String out) throws OnnxException {
    String batch = common(a.letters, b.letters, out, true);
    String inner = common(a.letters, b.letters, out, false);
    String rows = alone(a.letters, b.letters);
    String columns = alone(b.letters, a.letters);
    Term left = ordered(call, "_left", a, batch + rows + inner);
    Term right = ordered(call, "_right", b, batch + inner + columns);
    Dim[] first = call.graph().shape(left).extents();
    Dim[] second = call.graph().shape(right).extents();
    int from = batch.length();
    Term product =
        LayerRules.product(
            call,
            "",
            matrices(call, left, first, from, from + rows.length()),
            matrices(call, right, second, from, from + inner.length()));
    List<Dim> dims =
        new ArrayList<>(List.of(call.graph().shape(product).extents()).subList(0, from));
    dims.addAll(List.of(first).subList(from, from + rows.length()));
    dims.addAll(List.of(second).subList(from + inner.length(), second.length));
    Term apart = call.reshape(product, Shape.of(dims.toArray(new Dim[0])));
    return new Named(apart, batch + rows + columns);
  }

  /** Letters of both that the result has, or that it lacks. */
  private static String common(String a, String b, String out, boolean kept) {
    return filtered(a, letter -> b.indexOf(letter) >= 0 && out.indexOf(letter) >= 0 == kept);
  }

  private static String alone(String a, String b) {
    return filtered(a, letter -> b.indexOf(letter) < 0);
  }

  private static String filtered(String letters, IntPredicate wanted) {
    StringBuilder found = new StringBuilder();
    letters.chars().filter(wanted).forEach(letter -> found.append((char) letter));
    return found.toString();
  }

  /** The value as matrices: dimensions up to one are rows, those behind are columns. */
  private static Term matrices(Call call, Term value, Dim[] dims, int batch, int split)
      throws OnnxException {
    List<Dim> shape = new ArrayList<>(List.of(dims).subList(0, batch));
    shape.add(product(dims, batch, split));
    shape.add(product(dims, split, dims.length));
    return call.reshape(value, Shape.of(shape.toArray(new Dim[0])));
  }

  private static Dim product(Dim[] dims, int from, int end) {
    return List.of(dims).subList(from, end).stream().reduce(Dim.of(1), Dim::times);
  }

  private static Term ordered(Call call, Named value, String letters) throws OnnxException {
    return ordered(call, "", value, letters);
  }

  private static Term ordered(Call call, String suffix, Named value, String letters)
      throws OnnxException {
    if (value.letters.equals(letters)) {
      return value.value;
    }
    List<Integer> order =
        IntStream.range(0, letters.length())
            .mapToObj(i -> value.letters.indexOf(letters.charAt(i)))
            .toList();
    return call.emit(suffix, new Op.MoveAxes(order), value.value);
  }
}
