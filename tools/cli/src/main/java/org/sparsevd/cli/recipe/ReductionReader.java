package org.sparsevd.cli.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparsevd.cli.json.Json;
import org.sparsevd.cli.json.JsonException;
import org.sparsevd.trainer.recipe.GammaPrior;
import org.sparsevd.trainer.recipe.Pruning;
import org.sparsevd.trainer.recipe.Reduction;
import org.sparsevd.trainer.recipe.Surgery;
import org.sparsevd.trainer.recipe.WeightSharing;

/** Which weights a dense phase does without, as JSON. */
final class ReductionReader {
  private static final double MOST = 100;

  private ReductionReader() {}

  /** The fields of a phase of which one at most says which weights it does without. */
  static final List<String> FIELDS = List.of("pruning", "surgery", "sharing");

  /** From the fields of a phase, of which {@link #FIELDS} are some. */
  static Reduction read(Map<String, Json> fields) throws JsonException {
    List<String> given = FIELDS.stream().filter(fields::containsKey).toList();
    if (given.isEmpty()) {
      return Reduction.NONE;
    }
    Json json = fields.get(given.get(0));
    if (given.size() > 1) {
      throw json.problem("a phase has '" + given.get(0) + "' or '" + given.get(1) + "', not both");
    }
    return switch (given.get(0)) {
      case "pruning" -> new Pruning(values(json, "pruning", 0));
      case "surgery" -> surgery(json);
      default -> sharing(json);
    };
  }

  /** What is not stated is as in {@link WeightSharing#USUAL}. */
  private static WeightSharing sharing(Json json) throws JsonException {
    Map<String, Json> fields =
        json.fields(
            "sharing",
            "components",
            "zeroShare",
            "weight",
            "meanRate",
            "precisionRate",
            "shareRate",
            "zero",
            "others",
            "tied");
    WeightSharing usual = WeightSharing.USUAL;
    return new WeightSharing(
        (int) number(fields, "components", 2, WeightSharing.MOST_COMPONENTS, usual.components()),
        number(fields, "zeroShare", 1e-6, 1 - 1e-6, usual.zeroShare()),
        fields.containsKey("weight")
            ? TrainingReader.schedule(fields.get("weight"), "weight", 0, MOST)
            : usual.weight(),
        number(fields, "meanRate", 0, MOST, usual.meanRate()),
        number(fields, "precisionRate", 0, MOST, usual.precisionRate()),
        number(fields, "shareRate", 0, MOST, usual.shareRate()),
        prior(fields, "zero", usual.zero()),
        prior(fields, "others", usual.others()),
        (int) number(fields, "tied", 0, 1e6, usual.tied()));
  }

  private static double number(
      Map<String, Json> fields, String name, double least, double most, double usual)
      throws JsonException {
    Json json = fields.get(name);
    return json == null ? usual : json.number(name, least, most);
  }

  private static GammaPrior prior(Map<String, Json> fields, String name, GammaPrior usual)
      throws JsonException {
    Json json = fields.get(name);
    if (json == null) {
      return usual;
    }
    Map<String, Json> parts = json.fields(name, "shape", "rate");
    return new GammaPrior(
        json.required(parts, "shape").number("shape", 1, GammaPrior.MOST),
        json.required(parts, "rate").number("rate", 1e-9, GammaPrior.MOST));
  }

  private static Surgery surgery(Json json) throws JsonException {
    Map<String, Json> fields = json.fields("surgery", "deviations", "gamma", "power");
    return new Surgery(
        values(json.required(fields, "deviations"), "deviations", -MOST),
        json.required(fields, "gamma").number("gamma", 0, MOST),
        json.required(fields, "power").number("power", 0, MOST));
  }

  /** A number for all layers with weights, or a list with one for each. */
  private static List<Double> values(Json json, String what, double least) throws JsonException {
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
