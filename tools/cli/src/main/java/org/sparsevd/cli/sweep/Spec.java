package org.sparsevd.cli.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sparsevd.cli.json.Json;
import org.sparsevd.cli.json.JsonException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What a sweep is asked to do, as JSON: options of {@code pipeline} or {@code compress} by their
 * names. Of an option with a list of values each is taken, with each of all others.
 */
public final class Spec {
  /** What a sweep says itself, or what every command has. */
  private static final Set<String> OURS =
      Set.of(
          "out",
          "resume",
          "force",
          "threads",
          "film",
          "json",
          "quiet",
          "verbose",
          "stacktrace",
          "help",
          "version");

  /** Options whose values are files or words; those of type {@code Path} are files always. */
  private static final Set<String> MAYBE_FILES = Set.of("data", "calibrate");

  private static final Pattern REMOTE =
      Pattern.compile("(?:[^=:]*=)*+([A-Za-z][A-Za-z0-9+.-]+:/.*)");

  private static final int MOST_TASKS = 100_000;
  private static final int LONGEST_NAME = 120;

  private final CommandSpec command;
  private final Task.Kind kind;
  private final Function<String, List<String>> remote;

  private Spec(CommandSpec command, Task.Kind kind, Function<String, List<String>> remote) {
    this.command = command;
    this.kind = kind;
    this.remote = remote;
  }

  /** A value of an option: what the command is told, and what the run's folder is called by it. */
  private record Value(List<String> words, String label) {}

  /** Values by option; each of them is one run with each of the others. */
  private record Grid(Json json, Map<String, List<Value>> values, Set<String> lists) {}

  /**
   * The runs of a sweep.
   *
   * @param commands by name
   * @param remote the ONNX files in a folder of a cluster's file system, by its URI
   * @throws JsonException if the file describes none
   */
  public static List<Task> read(
      Path file, Map<String, CommandSpec> commands, Function<String, List<String>> remote)
      throws IOException {
    Json root = Json.read(file);
    Map<String, Json> fields = root.fields("a sweep", "pipeline", "compress");
    if (fields.size() != 1) {
      throw root.problem("expected one of pipeline and compress, found " + fields.keySet());
    }
    boolean trains = fields.containsKey("pipeline");
    Task.Kind kind = trains ? Task.Kind.PIPELINE : Task.Kind.COMPRESS;
    Json asked = fields.get(kind.command());
    Spec spec = new Spec(commands.get(kind.command()), kind, remote);
    List<Grid> grids = new ArrayList<>();
    for (Json grid : asked.isList() ? asked.elements("grids") : List.of(asked)) {
      grids.add(spec.grid(grid));
    }
    return spec.tasks(root, grids);
  }

  private String main() {
    return kind == Task.Kind.PIPELINE ? "preset" : "files";
  }

  private Grid grid(Json json) throws IOException {
    Map<String, OptionSpec> options = new LinkedHashMap<>();
    for (OptionSpec option : command.options()) {
      String name = option.longestName().substring(2);
      if (option.longestName().startsWith("--") && !OURS.contains(name)) {
        options.put(name, option);
      }
    }
    List<String> known = new ArrayList<>(List.of(main()));
    known.addAll(options.keySet());
    Map<String, Json> fields = json.fields(kind.command(), known.toArray(String[]::new));
    Map<String, List<Value>> values = new LinkedHashMap<>();
    Set<String> lists = new HashSet<>();
    for (Map.Entry<String, Json> field : fields.entrySet()) {
      String name = field.getKey();
      Json value = field.getValue();
      List<Json> several = value.isList() ? value.elements(name) : List.of(value);
      if (several.isEmpty()) {
        throw value.problem("expected a value of " + name + ", found an empty list");
      }
      if (value.isList() || name.equals("files")) {
        lists.add(name);
      }
      List<Value> all = new ArrayList<>();
      for (Json one : several) {
        if (name.equals("files")) {
          all.addAll(files(one));
        } else {
          all.add(name.equals("preset") ? preset(one) : value(options.get(name), name, one));
        }
      }
      values.put(name, all);
    }
    if (kind == Task.Kind.COMPRESS && !values.containsKey("files")) {
      throw json.problem("expected a field 'files', a folder of .onnx files, found none");
    }
    return new Grid(json, values, lists);
  }

  private static Value preset(Json json) throws JsonException {
    String name = json.text("a preset");
    return new Value(List.of(name), label(name));
  }

  private static Value value(OptionSpec option, String name, Json json) throws JsonException {
    if (option.arity().max() == 0) {
      return json.flag(name)
          ? new Value(List.of("--" + name), name)
          : new Value(List.of(), "no-" + name);
    }
    List<String> words = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (Json one : json.isList() ? json.elements(name) : List.of(json)) {
      String word = word(one, name);
      labels.add(label(word));
      words.add("--" + name + "=" + (isFile(option, name) ? absolute(word) : word));
    }
    return new Value(words, name + "-" + String.join("-", labels));
  }

  private static String word(Json json, String name) throws JsonException {
    if (!json.isNumber()) {
      return json.text(name);
    }
    double number = json.number(name, -Double.MAX_VALUE, Double.MAX_VALUE);
    boolean whole = number == Math.rint(number) && Math.abs(number) < 1L << 53;
    return whole ? String.valueOf((long) number) : String.valueOf(number);
  }

  private static boolean isFile(ArgSpec option, String name) {
    return option.type() == Path.class || MAYBE_FILES.contains(name);
  }

  /** Files that lie here, by names that hold in other folders, too. */
  private static String absolute(String word) {
    List<String> parts = new ArrayList<>();
    for (String part : word.split(",", -1)) {
      int named = part.indexOf('=') + 1;
      String file = part.substring(named);
      boolean here = !isRemote(file) && !file.isEmpty() && Files.exists(Path.of(file));
      parts.add(
          here ? part.substring(0, named) + Path.of(file).toAbsolutePath().normalize() : part);
    }
    return String.join(",", parts);
  }

  /** Whether a name is a URI, which a cluster's file systems have. */
  public static boolean isRemote(String name) {
    return remoteAt(name) == 0;
  }

  /** Whether a word of a command names files by URIs. */
  public static boolean hasRemote(String word) {
    return Stream.of(word.split(",", -1)).anyMatch(part -> remoteAt(part) >= 0);
  }

  /** Where a URI begins, which may stand behind {@code --option=} and a name; -1 without. */
  public static int remoteAt(String part) {
    Matcher remote = REMOTE.matcher(part);
    return remote.matches() ? remote.start(1) : -1;
  }

  private List<Value> files(Json json) throws IOException {
    String name = json.text("a folder or file");
    List<String> files;
    if (isRemote(name)) {
      files = remote.apply(name);
    } else if (Files.isDirectory(Path.of(name))) {
      try (Stream<Path> all = Files.list(Path.of(name))) {
        files = all.filter(Files::isRegularFile).map(Path::toString).filter(Spec::isNet).toList();
      }
    } else {
      files = Files.exists(Path.of(name)) ? List.of(name) : List.of();
    }
    List<Value> values = new ArrayList<>();
    for (String file : files.stream().sorted().toList()) {
      values.add(new Value(List.of(absolute(file)), label(file)));
    }
    if (values.isEmpty()) {
      throw json.problem("expected a folder with .onnx files or such a file, found none: " + name);
    }
    return values;
  }

  private static boolean isNet(String file) {
    return file.toLowerCase(Locale.ROOT).endsWith(".onnx");
  }

  /** A word for the name of a folder: of files their name without folder and ending. */
  private static String label(String word) {
    String last = word.substring(word.lastIndexOf('/') + 1);
    String stem = last.replaceFirst("(?i)\\.(onnx|json|ckpt|npz|npy|csv|txt)$", "");
    return stem.replaceAll("[^A-Za-z0-9.-]", "-");
  }

  private List<Task> tasks(Json root, List<Grid> grids) throws JsonException {
    Set<String> told = told(grids);
    List<Task> tasks = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Set<List<String>> asked = new HashSet<>();
    for (Grid grid : grids) {
      long count = 1;
      for (List<Value> values : grid.values().values()) {
        count = Math.min(MOST_TASKS + 1L, count * values.size());
      }
      if (tasks.size() + count > MOST_TASKS) {
        throw grid.json().problem("expected at most " + MOST_TASKS + " runs, found more");
      }
      for (int i = 0; i < count; i++) {
        Task task = task(grid, i, told, names);
        if (!asked.add(task.arguments())) {
          throw grid.json().problem("expected runs that differ, found twice " + task.arguments());
        }
        tasks.add(task);
      }
    }
    if (tasks.isEmpty()) {
      throw root.problem("expected at least one run, found none");
    }
    return tasks;
  }

  /** Options that name the folders: those given as lists, or different from grid to grid. */
  private Set<String> told(List<Grid> grids) {
    Set<String> told = new HashSet<>();
    for (Grid grid : grids) {
      told.addAll(grid.lists());
      for (Grid other : grids) {
        for (Map.Entry<String, List<Value>> option : grid.values().entrySet()) {
          if (!option.getValue().equals(other.values().get(option.getKey()))) {
            told.add(option.getKey());
          }
        }
      }
    }
    return told;
  }

  /** The run of this number: the last option changes first. */
  private Task task(Grid grid, int number, Set<String> told, Set<String> names) {
    List<Map.Entry<String, List<Value>>> options = new ArrayList<>(grid.values().entrySet());
    Map<String, Value> chosen = new LinkedHashMap<>();
    int rest = number;
    for (int o = options.size() - 1; o >= 0; o--) {
      List<Value> values = options.get(o).getValue();
      chosen.put(options.get(o).getKey(), values.get(rest % values.size()));
      rest /= values.size();
    }
    List<String> arguments = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    if (chosen.containsKey(main())) {
      arguments.addAll(chosen.get(main()).words());
      if (told.isEmpty() || told.contains(main())) {
        labels.add(chosen.get(main()).label());
      }
    }
    for (Map.Entry<String, List<Value>> option : options) {
      if (!option.getKey().equals(main())) {
        Value value = chosen.get(option.getKey());
        arguments.addAll(value.words());
        if (told.contains(option.getKey())) {
          labels.add(value.label());
        }
      }
    }
    return new Task(name(labels, names), kind, arguments);
  }

  /** A name of its own on any file system. */
  private String name(List<String> labels, Set<String> names) {
    String joined = labels.isEmpty() ? "run" : String.join("_", labels);
    String name = joined.substring(0, Math.min(LONGEST_NAME, joined.length()));
    String unique = name.startsWith(".") ? "run" + name : name;
    for (int i = 2; !names.add(unique.toLowerCase(Locale.ROOT)); i++) {
      unique = name + "-" + i;
    }
    return unique;
  }
}
