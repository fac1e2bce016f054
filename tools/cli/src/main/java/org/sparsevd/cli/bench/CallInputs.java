package org.sparsevd.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.cli.calibrate.CallData;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.ImportOptions;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.tensor.Shape;

/**
 * What a net of any inputs is measured on.
 *
 * @param files {@code NAME=FILE.npy} for each input; none where values are drawn
 * @param shapes {@code NAME=1,128} for inputs whose values are drawn
 */
public record CallInputs(List<String> files, List<String> shapes) {
  private static final String FILE = "file:";
  private static final String SHAPE = "shape:";
  private static final int DRAWN = 4;

  public boolean given() {
    return !files.isEmpty() || !shapes.isEmpty();
  }

  /** As arguments of another process, to be read by {@link #parse}. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    files.forEach(file -> arguments.add(FILE + file));
    shapes.forEach(shape -> arguments.add(SHAPE + shape));
    return arguments;
  }

  static CallInputs parse(List<String> arguments) {
    List<String> files = new ArrayList<>();
    List<String> shapes = new ArrayList<>();
    for (String argument : arguments) {
      boolean file = argument.startsWith(FILE);
      (file ? files : shapes).add(argument.substring((file ? FILE : SHAPE).length()));
    }
    return new CallInputs(files, shapes);
  }

  /**
   * The calls of a net.
   *
   * @throws CliException if files or shapes do not fit it
   */
  public CallData values(Model model, Path net) throws IOException, CliException {
    if (!files.isEmpty()) {
      return CallData.open("--input", files, model, SparseModel.of(model).inputs(), net);
    }
    try {
      return CallData.random(bound(model), DRAWN);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--input-shape: " + e.getMessage());
    }
  }

  /** The model with what the shapes say of its symbols. */
  private Model bound(Model model) {
    Model bound = model;
    var said = ImportOptions.of(shapes, List.of()).shapes();
    for (String name : said.keySet()) {
      Model.Input input =
          bound.inputs().stream()
              .filter(each -> each.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "no input '" + name + "', expected one of " + names(model)));
      bound = bound.bind(symbols(input, said.get(name), model.batched()));
    }
    return bound;
  }

  private static List<String> names(Model model) {
    return model.inputs().stream().map(Model.Input::name).toList();
  }

  /** What the symbols of a shape stand for. */
  private static Map<String, Integer> symbols(
      Model.Input input, List<String> dims, boolean batched) {
    Shape shape = input.shape();
    int lead = batched ? 1 : 0;
    if (dims.size() != shape.rank() + lead) {
      throw new IllegalArgumentException(
          "input '" + input.name() + "' has the shape " + shape + ", found " + dims);
    }
    Map<String, Integer> numbers = new HashMap<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      String stated = dims.get(axis + lead);
      String own = shape.extent(axis).toString();
      boolean number = stated.matches("[1-9][0-9]{0,8}");
      if (!number || shape.extent(axis).isNumber() && !own.equals(stated)) {
        throw new IllegalArgumentException(
            "input '" + input.name() + "' has the shape " + shape + ", found " + dims);
      }
      if (shape.extent(axis).symbols().equals(Set.of(own))) {
        numbers.put(own, Integer.parseInt(stated));
      }
    }
    return numbers;
  }
}
