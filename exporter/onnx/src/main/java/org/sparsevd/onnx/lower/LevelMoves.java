package org.sparsevd.onnx.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.lower.term.Steps;
import org.sparsevd.onnx.lower.term.Term;

/**
 * Operators that only move or pick numbers work on levels, and steps are put behind them. So a net
 * that turns levels back, pools them, and rounds them again with the same step keeps its levels.
 *
 * @param rule of the operator
 * @param ofBytes whether it does the same to integers with zero points
 * @param ofAll whether all of its inputs are moved, not only the first
 */
record LevelMoves(Rule rule, boolean ofBytes, boolean ofAll) implements Rule {
  private static final List<String> MOVES =
      List.of(
          "MaxPool",
          "Reshape",
          "Flatten",
          "Transpose",
          "Squeeze",
          "Unsqueeze",
          "Slice",
          "Split",
          "Identity",
          "Dropout",
          "Expand",
          "Tile",
          "DepthToSpace",
          "SpaceToDepth");

  /** Puts such rules in place of those that are listed. */
  static void register(Map<String, Rule> all) {
    for (String name : MOVES) {
      all.computeIfPresent(name, (key, rule) -> new LevelMoves(rule, true, false));
    }
    all.computeIfPresent("Concat", (key, rule) -> new LevelMoves(rule, true, true));
    all.computeIfPresent("Relu", (key, rule) -> new LevelMoves(rule, false, false));
    all.computeIfPresent("Pad", (key, rule) -> new LevelMoves(rule, false, false));
  }

  @Override
  public List<Term> read(Call call) throws OnnxException {
    List<Term> operands = new ArrayList<>();
    for (int i = 0; i < (ofAll ? call.inputs() : 1); i++) {
      operands.add(call.term(i));
    }
    if (ofBytes && operands.get(0) instanceof Term.Levels first && areAlike(first, operands)) {
      for (int i = 0; i < operands.size(); i++) {
        call.read(i, ((Term.Levels) operands.get(i)).value());
      }
      List<Term> results = new ArrayList<>();
      for (Term moved : rule.read(call)) {
        boolean live = moved instanceof Term.Live;
        results.add(live ? new Term.Levels((Term.Live) moved, first.zero(), first.range()) : null);
      }
      return results;
    }
    Steps.Scaled scaled = scaled(call, operands);
    return scaled == null || !keepsZero(call) ? rule.read(call) : moved(call, scaled, operands);
  }

  private static boolean areAlike(Term.Levels first, List<Term> operands) {
    return operands.stream()
        .allMatch(
            operand ->
                operand instanceof Term.Levels levels
                    && levels.zero().equals(first.zero())
                    && levels.range().equals(first.range()));
  }

  /** What all operands are; null where they are not levels times one step. */
  private static Steps.Scaled scaled(Call call, List<Term> operands) {
    Steps steps = call.graph().model().steps();
    Steps.Scaled all = steps.of(operands.get(0));
    for (Term operand : operands) {
      Steps.Scaled own = steps.of(operand);
      if (all == null || own == null || own.step() != all.step()) {
        return null;
      }
      int least = Math.min(all.least(), own.least());
      all = new Steps.Scaled(all.levels(), all.step(), least, Math.max(all.most(), own.most()));
    }
    return all;
  }

  /** A border of anything but zeros has no level. */
  private static boolean keepsZero(Call call) throws OnnxException {
    return !call.opType().equals("Pad")
        || call.real("value", 0) == 0 && (!call.hasInput(2) || call.isZero(2));
  }

  private List<Term> moved(Call call, Steps.Scaled scaled, List<Term> operands)
      throws OnnxException {
    Steps steps = call.graph().model().steps();
    for (int i = 0; i < operands.size(); i++) {
      call.read(i, steps.of(operands.get(i)).levels());
    }
    List<Term> results = new ArrayList<>();
    for (Term moved : rule.read(call)) {
      Term result = moved;
      if (moved instanceof Term.Live levels) {
        Op times = new Op.Binary(Op.BinaryFunction.TIMES);
        result = call.emit("_real", times, moved, ElementRules.number(scaled.step()));
        Steps.Scaled found =
            new Steps.Scaled(levels, scaled.step(), Math.min(0, scaled.least()), scaled.most());
        steps.put((Term.Live) result, found);
      }
      results.add(result);
    }
    return results;
  }
}
