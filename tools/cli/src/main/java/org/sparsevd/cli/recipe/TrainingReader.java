package org.sparsevd.cli.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparsevd.cli.json.Json;
import org.sparsevd.cli.json.JsonException;
import org.sparsevd.trainer.block.Blocks;
import org.sparsevd.trainer.recipe.Augmentation;
import org.sparsevd.trainer.recipe.Cost;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Noise;
import org.sparsevd.trainer.recipe.Phase;
import org.sparsevd.trainer.recipe.Recipe;
import org.sparsevd.trainer.recipe.Schedule;

/** How a network is trained, as JSON: batch size, first log variance, noise and phases. */
final class TrainingReader {
  /** The fields of a recipe. */
  static final String[] FIELDS = {
    "batchSize", "initialLogSigma2", "noise", "cost", "seconds", "blocks", "phases"
  };

  private static final int DEFAULT_BATCH_SIZE = 96;
  private static final double DEFAULT_LOG_SIGMA2 = -10;
  private static final double THRESHOLD = 3;

  private TrainingReader() {}

  /**
   * @param fields of {@code root}, of which those above are read
   */
  static Recipe read(String name, Network network, Json root, Map<String, Json> fields)
      throws JsonException {
    Json batch = fields.get("batchSize");
    Json logSigma2 = fields.get("initialLogSigma2");
    Noise noise = noise(fields.get("noise"));
    List<Phase> phases = new ArrayList<>();
    long epochs = 0;
    for (Json phase : root.required(fields, "phases").elements("the phases")) {
      try {
        phases.add(phase(phase));
      } catch (IllegalArgumentException e) {
        throw phase.problem(e.getMessage());
      }
      epochs += phases.get(phases.size() - 1).epochs();
      if (epochs > Recipe.MAX_EPOCHS) {
        throw phase.problem("a recipe has at most " + Recipe.MAX_EPOCHS + " epochs");
      }
    }
    try {
      Recipe recipe =
          new Recipe(
              name,
              network,
              batch == null ? DEFAULT_BATCH_SIZE : batch.integer("batchSize", 1, 4096),
              logSigma2 == null
                  ? DEFAULT_LOG_SIGMA2
                  : logSigma2.number("initialLogSigma2", -100, 10),
              phases,
              noise,
              null,
              cost(fields.get("cost")),
              Blocks.NONE,
              seconds(fields.get("seconds")));
      Json blocks = fields.get("blocks");
      return blocks == null ? recipe : recipe.withBlocks(blocks(blocks));
    } catch (IllegalArgumentException e) {
      throw root.problem(e.getMessage());
    }
  }

  private static Noise noise(Json json) throws JsonException {
    try {
      return json == null ? Noise.ADDITIVE : Noise.of(json.text("noise"));
    } catch (IllegalArgumentException e) {
      throw json.problem("noise: " + e.getMessage());
    }
  }

  private static Cost cost(Json json) throws JsonException {
    try {
      return json == null ? Cost.BYTES : Cost.of(json.text("cost"));
    } catch (IllegalArgumentException e) {
      throw json.problem("cost: " + e.getMessage());
    }
  }

  /** How long a weight of each layer takes. */
  private static List<Double> seconds(Json json) throws JsonException {
    List<Double> seconds = new ArrayList<>();
    if (json != null) {
      for (Json one : json.elements("seconds of a weight of each layer")) {
        seconds.add(one.number("seconds", 0, 1));
      }
    }
    return seconds;
  }

  private static Blocks blocks(Json json) throws JsonException {
    try {
      return Blocks.of(json.text("blocks"));
    } catch (IllegalArgumentException e) {
      throw json.problem("blocks: " + e.getMessage());
    }
  }

  private static Phase phase(Json json) throws JsonException {
    Map<String, Json> fields =
        json.fields(
            "a phase",
            "kind",
            "epochs",
            "learningRate",
            "logSigma2Rate",
            "klWeight",
            "removal",
            "shift",
            "flip",
            "weightDecay",
            "pruning",
            "surgery",
            "sharing");
    Phase.Kind kind = kind(json.required(fields, "kind"));
    allow(fields, kind, Phase.Kind.SPARSE, "klWeight", "logSigma2Rate");
    allow(fields, kind, Phase.Kind.DENSE, "pruning", "surgery", "sharing");
    boolean sparse = kind == Phase.Kind.SPARSE;
    if (sparse && fields.containsKey("weightDecay")) {
      throw fields.get("weightDecay").problem("a sparse phase has no 'weightDecay'");
    }
    if (kind == Phase.Kind.DENSE && fields.containsKey("removal")) {
      throw fields.get("removal").problem("a dense phase has no 'removal'");
    }
    return new Phase(
        kind,
        json.required(fields, "epochs").integer("epochs", 1, Recipe.MAX_EPOCHS),
        schedule(json.required(fields, "learningRate"), "learningRate", 0, 10),
        fields.containsKey("logSigma2Rate")
            ? fields.get("logSigma2Rate").number("logSigma2Rate", 0, 1000)
            : sparse ? 1 : 0,
        sparse
            ? schedule(json.required(fields, "klWeight"), "klWeight", 0, 1000)
            : Schedule.constant(0),
        fields.containsKey("removal")
            ? schedule(fields.get("removal"), "removal", -8, 1000)
            : kind == Phase.Kind.FINE_TUNE ? Schedule.constant(THRESHOLD) : Phase.NO_REMOVAL,
        new Augmentation(
            fields.containsKey("shift") ? fields.get("shift").integer("shift", 0, 16) : 0,
            fields.containsKey("flip") && fields.get("flip").flag("flip")),
        fields.containsKey("weightDecay")
            ? fields.get("weightDecay").number("weightDecay", 0, 100)
            : 0,
        ReductionReader.read(fields));
  }

  private static Phase.Kind kind(Json json) throws JsonException {
    String kind = json.text("the kind of a phase");
    return switch (kind) {
      case "dense" -> Phase.Kind.DENSE;
      case "sparse" -> Phase.Kind.SPARSE;
      case "fineTune" -> Phase.Kind.FINE_TUNE;
      default ->
          throw json.problem("unknown phase '" + kind + "', expected dense, sparse or fineTune");
    };
  }

  /** Refuses fields that only another kind of phase has. */
  private static void allow(
      Map<String, Json> fields, Phase.Kind found, Phase.Kind only, String... names)
      throws JsonException {
    for (String name : names) {
      if (found != only && fields.containsKey(name)) {
        String phase = only == Phase.Kind.SPARSE ? "sparse" : "dense";
        throw fields.get(name).problem("only a " + phase + " phase has a '" + name + "'");
      }
    }
  }

  /** A number, or knots {@code [[epoch, value], ...]}. */
  static Schedule schedule(Json json, String what, double least, double most) throws JsonException {
    if (json.isNumber()) {
      return Schedule.constant(json.number(what, least, most));
    }
    List<Schedule.Knot> knots = new ArrayList<>();
    for (Json knot : json.elements(what + " as a number or knots [[epoch, value], ...]")) {
      List<Json> pair = knot.elements("a knot [epoch, value]");
      if (pair.size() != 2) {
        throw knot.problem("expected a knot [epoch, value], found " + pair.size() + " values");
      }
      double epoch = pair.get(0).number("an epoch", 0, Recipe.MAX_EPOCHS);
      knots.add(new Schedule.Knot(epoch, pair.get(1).number(what, least, most)));
    }
    try {
      return new Schedule(knots);
    } catch (IllegalArgumentException e) {
      throw json.problem(what + ": " + e.getMessage());
    }
  }
}
