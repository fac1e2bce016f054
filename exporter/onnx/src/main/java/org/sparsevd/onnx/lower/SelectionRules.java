package org.sparsevd.onnx.lower;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.lower.term.Folding;
import org.sparsevd.onnx.lower.term.Term;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/**
 * Operators that choose some of the elements, or put others in their place. What decides the shape
 * of a result, or where elements go, must be known when the file is read.
 */
final class SelectionRules {
  /** Updates that may fall on one element where they are summed, say. */
  private static final int MOST_ROUNDS = 64;

  private SelectionRules() {}

  static void register(Map<String, Rule> all) {
    all.put("TopK", SelectionRules::best);
    all.put("NonZero", Rule.single(SelectionRules::nonZero));
    all.put("Compress", Rule.single(SelectionRules::compress));
    all.put("Unique", SelectionRules::unique);
    all.put("Scatter", Rule.single(SelectionRules::scatterElements));
    all.put("ScatterElements", Rule.single(SelectionRules::scatterElements));
    all.put("ScatterND", Rule.single(SelectionRules::scatterNd));
  }

  private static List<Term> best(Call call) throws OnnxException {
    Shape in = call.shape(0);
    int axis = Call.axis(call.integer("axis", -1), in.rank());
    boolean largest = call.flag("largest", true);
    call.only("sorted", 1);
    Dim count;
    if (call.has("k")) {
      count = Dim.of(call.integer("k", 0));
    } else {
      Dim[] stated = call.wholes(1);
      if (stated.length != 1) {
        throw new OnnxException("input 2 has " + stated.length + " numbers, expected one");
      }
      count = stated[0];
    }
    if (count.isNumber() && count.number() < 1) {
      throw new OnnxException("chooses " + count + " elements, expected 1 or more");
    }
    List<Term> results = new ArrayList<>();
    for (boolean indices : new boolean[] {false, true}) {
      Op op = new Op.Ranked(axis, List.of(count), largest, indices);
      boolean needed = call.needs(indices ? 1 : 0);
      results.add(needed ? call.emit(indices ? "_places" : "", op, call.input(0)) : null);
    }
    return results;
  }

  /** The numbers of an input, which must be known. */
  private static float[] known(Call call) throws OnnxException {
    Term term = call.input(0);
    if (!term.isKnown()) {
      throw new OnnxException(
          "how large its result is depends on what input 1 computes; only known inputs are"
              + " supported");
    }
    if (term instanceof Term.Floats floats) {
      return floats.constant().spread(call.graph().limit());
    }
    call.graph().limit().take(((Term.Wholes) term).values().length);
    return Folding.exact((Term.Wholes) term);
  }

  private static Term nonZero(Call call) throws OnnxException {
    float[] values = known(call);
    int[] dims = call.input(0).dims();
    if (dims.length == 0) {
      throw new OnnxException("a single number has no axes");
    }
    int[] found = places(values);
    call.graph().limit().take((long) found.length * dims.length);
    long[] indices = new long[dims.length * found.length];
    for (int i = 0; i < found.length; i++) {
      int rest = found[i];
      for (int axis = dims.length - 1; axis >= 0; axis--) {
        indices[axis * found.length + i] = rest % dims[axis];
        rest /= dims[axis];
      }
    }
    return Term.Wholes.of(ElementType.INT64, new int[] {dims.length, found.length}, indices);
  }

  /** Where numbers are not 0. */
  private static int[] places(float[] values) {
    int[] found = new int[values.length];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      found[count] = i;
      count += values[i] != 0 ? 1 : 0;
    }
    return Arrays.copyOf(found, count);
  }

  private static Term scatterElements(Call call) throws OnnxException {
    Shape data = call.shape(0);
    Shape indices = call.shape(1);
    int axis = Call.axis(call.integer("axis", 0), data.rank());
    if (indices.rank() != data.rank() || !indices.equals(call.shape(2))) {
      throw new OnnxException(
          "indices " + indices + " and updates " + call.shape(2) + " do not fit " + data);
    }
    return scattered(call, IndexRules.places(call.numbers(1), axis, data, indices));
  }

  private static Term scatterNd(Call call) throws OnnxException {
    Shape data = call.shape(0);
    Shape updates = call.shape(2);
    IndexRules.Tuples tuples = IndexRules.Tuples.of(call, data);
    if (!updates.equals(IndexRules.Tuples.target(call.shape(1), data, tuples.axes()))) {
      throw new OnnxException("updates " + updates + " do not fit " + data);
    }
    long[] places = new long[updates.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = tuples.starts()[i / tuples.run()] + i % tuples.run();
    }
    return scattered(call, places);
  }

  /**
   * The data with updates in these places, or made of both. What falls on one place comes in
   * rounds, each of which has one update for it.
   */
  private static Term scattered(Call call, long[] places) throws OnnxException {
    Shape shape = call.shape(0);
    int size = shape.size();
    call.graph().limit().take(2L * size + 2L * places.length);
    Op.BinaryFunction function = reduction(call);
    Term data = call.reshape(call.input(0), Shape.of(size));
    Term updates = call.reshape(call.input(2), Shape.of(places.length));
    if (function == null) {
      return call.reshape(replaced(call, data, updates, places), shape);
    }
    int[] seen = new int[size];
    List<List<Integer>> rounds = new ArrayList<>();
    for (int i = 0; i < places.length; i++) {
      int round = seen[(int) places[i]]++;
      if (round == MOST_ROUNDS) {
        throw new OnnxException("more than " + MOST_ROUNDS + " updates fall on one element");
      }
      if (round == rounds.size()) {
        rounds.add(new ArrayList<>());
      }
      rounds.get(round).add(i);
    }
    Op both = new Op.Binary(function, data.type().isWhole());
    for (List<Integer> round : rounds) {
      long[] from = round.stream().mapToLong(i -> i).toArray();
      long[] to = round.stream().mapToLong(i -> places[i]).toArray();
      Shape list = Shape.of(to.length);
      Term old = IndexRules.picked(call, data, to, list);
      Term own = IndexRules.picked(call, updates, from, list);
      data = replaced(call, data, call.emit("_updated", both, old, own), to);
    }
    return call.reshape(data, shape);
  }

  /** What is done with an element and its update; null where the update replaces it. */
  private static Op.BinaryFunction reduction(Call call) throws OnnxException {
    String reduction = call.text("reduction", "none");
    return switch (reduction) {
      case "none" -> null;
      case "add" -> Op.BinaryFunction.PLUS;
      case "mul" -> Op.BinaryFunction.TIMES;
      case "min" -> Op.BinaryFunction.LEAST;
      case "max" -> Op.BinaryFunction.MOST;
      default -> throw new OnnxException("attribute 'reduction' is '" + reduction + "'");
    };
  }

  private static Term replaced(Call call, Term data, Term updates, long[] places)
      throws OnnxException {
    int size = call.graph().shape(data).size();
    long[] chosen = new long[size];
    Arrays.setAll(chosen, i -> i);
    for (int i = 0; i < places.length; i++) {
      chosen[(int) places[i]] = size + i;
    }
    Term all = call.emit("_both", new Op.ConcatAlong(0), data, updates);
    return IndexRules.picked(call, all, chosen, Shape.of(size));
  }

  /** Slices along an axis that known truth values choose; of all elements where there is none. */
  private static Term compress(Call call) throws OnnxException {
    Dim[] condition = call.wholes(1);
    float[] chosen = new float[condition.length];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = condition[i].number() == 0 ? 0 : 1;
    }
    int[] places = places(chosen);
    if (places.length == 0) {
      throw new OnnxException("makes an empty value");
    }
    Term value = call.input(0);
    Shape in = call.shape(0);
    int axis = 0;
    if (call.has("axis")) {
      axis = Call.axis(call.integer("axis", 0), in.rank());
    } else {
      value = call.reshape(value, Shape.of(in.elements()));
    }
    Dim extent = call.graph().shape(value).extent(axis);
    if (!extent.isNumber() || extent.number() <= places[places.length - 1]) {
      throw new OnnxException(
          "chooses element " + places[places.length - 1] + " of " + extent + " along an axis");
    }
    long[] indices = Arrays.stream(places).asLongStream().toArray();
    Term list = Term.Wholes.of(ElementType.INT64, new int[] {indices.length}, indices);
    return call.emit(new Op.Gather(axis), value, list);
  }

  /** Different numbers of a list; where each stands first, which each one is, and how often. */
  private static List<Term> unique(Call call) throws OnnxException {
    float[] values = known(call);
    Term term = call.input(0);
    if (call.has("axis") && (term.dims().length != 1 || call.integer("axis", 0) > 0)) {
      throw new OnnxException("attribute 'axis' is supported for lists alone");
    }
    boolean sorted = call.flag("sorted", true);
    Map<Float, List<Integer>> all = sorted ? new TreeMap<>() : new LinkedHashMap<>();
    call.graph().limit().take(4L * values.length);
    for (int i = 0; i < values.length; i++) {
      // Plus 0 makes one number of both zeros.
      all.computeIfAbsent(values[i] + 0f, key -> new ArrayList<>()).add(i);
    }
    float[] different = new float[all.size()];
    long[] first = new long[all.size()];
    long[] counts = new long[all.size()];
    long[] which = new long[values.length];
    int at = 0;
    for (Map.Entry<Float, List<Integer>> each : all.entrySet()) {
      different[at] = each.getKey();
      first[at] = each.getValue().get(0);
      counts[at] = each.getValue().size();
      for (int i : each.getValue()) {
        which[i] = at;
      }
      at++;
    }
    Term found = new Term.Floats(Constant.dense(new int[] {at}, different));
    if (term.type() != ElementType.FLOAT) {
      long[] wholes = new long[at];
      Arrays.setAll(wholes, i -> (long) different[i]);
      found = list(term.type(), wholes);
    }
    ElementType index = ElementType.INT64;
    return List.of(found, list(index, first), list(index, which), list(index, counts));
  }

  private static Term list(ElementType type, long[] values) {
    return Term.Wholes.of(type, new int[] {values.length}, values);
  }
}
