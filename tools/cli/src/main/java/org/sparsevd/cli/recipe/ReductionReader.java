package org.sparsevd.cli.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparsevd.trainer.recipe.Pruning;
import org.sparsevd.trainer.recipe.Reduction;
import org.sparsevd.trainer.recipe.Surgery;

/** Which weights a dense phase does without, as JSON. */
final class ReductionReader {
  private static final double MOST = 100;

  private ReductionReader() {}

  /** From the fields of a phase: of {@code pruning} and {@code surgery}, one or neither. */
  static Reduction read(Map<String, Json> fields) throws RecipeException {
    Json pruning = fields.get("pruning");
    Json surgery = fields.get("surgery");
    if (pruning != null && surgery != null) {
      throw surgery.problem("a phase has 'pruning' or 'surgery', not both");
    }
    if (pruning != null) {
      return new Pruning(values(pruning, "pruning", 0));
    }
    return surgery == null ? Reduction.NONE : surgery(surgery);
  }

  private static Surgery surgery(Json json) throws RecipeException {
    Map<String, Json> fields = json.fields("surgery", "deviations", "gamma", "power");
    return new Surgery(
        values(json.required(fields, "deviations"), "deviations", -MOST),
        json.required(fields, "gamma").number("gamma", 0, MOST),
        json.required(fields, "power").number("power", 0, MOST));
  }

  /** A number for all layers with weights, or a list with one for each. */
  private static List<Double> values(Json json, String what, double least) throws RecipeException {
    if (json.isNumber()) {
      return List.of(json.number(what, least, MOST));
    }
    List<Double> values = new ArrayList<>();
    for (Json value : json.elements(what + " as a number or a list of one for each layer")) {
      values.add(value.number(what, least, MOST));
    }
    return values;
  }
}
