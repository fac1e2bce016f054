package org.sparsevd.cli.recipe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparsevd.cli.json.Json;
import org.sparsevd.cli.json.JsonException;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Presets;
import org.sparsevd.trainer.recipe.Recipe;

/** Reads what a user has written. */
public final class RecipeFile {
  private RecipeFile() {}

  /**
   * A network with its own training, or with the recipe of the preset that is most like it.
   *
   * @throws JsonException if the file describes none
   */
  public static Recipe network(Path file) throws JsonException {
    Json root = Json.read(file);
    Map<String, Json> fields = root.fields("a network", "name", "input", "layers", "training");
    Network network = NetworkReader.read(root, fields);
    Json training = fields.get("training");
    return training == null
        ? Presets.forNetwork(network)
        : TrainingReader.read(
            network.name(), network, training, training.fields("training", TrainingReader.FIELDS));
  }

  /**
   * A recipe for a network.
   *
   * @throws JsonException if the file describes none
   */
  public static Recipe training(Path file, Network network) throws JsonException {
    Json root = Json.read(file);
    List<String> known = new ArrayList<>(List.of("name"));
    known.addAll(List.of(TrainingReader.FIELDS));
    Map<String, Json> fields = root.fields("a recipe", known.toArray(String[]::new));
    String name = root.required(fields, "name").text("the recipe's name");
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")) {
      throw fields
          .get("name")
          .problem("a recipe's name is 1 to 64 letters, digits, '_', '.' or '-', found " + name);
    }
    return TrainingReader.read(name, network, root, fields);
  }
}
