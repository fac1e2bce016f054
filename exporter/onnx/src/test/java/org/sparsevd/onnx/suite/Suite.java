package org.sparsevd.onnx.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * ONNX's tests in a folder, by list. Those below {@code conv} were brought to one input, one output
 * and newer operator sets; {@code in-scope.txt} names those of them that matter. All others are as
 * ONNX publishes them: {@code model.onnx} beside {@code test_data_set_N}, or below {@code light}
 * files without data.
 */
record Suite(Map<String, List<SuiteCase>> lists) {
  static final String IN_SCOPE = "in scope";
  static final String CONVERTED = "converted, all";
  static final String PUBLISHED = "as published";
  static final String SCOPE_FILE = "in-scope.txt";
  static final String CONVERTED_FOLDER = "conv";

  /**
   * The tests below this folder, which may lie in a zip file.
   *
   * @throws IOException if it cannot be read, holds no test, or names one that is not there
   */
  static Suite in(Path folder) throws IOException {
    List<SuiteCase> converted = cases(folder.resolve(CONVERTED_FOLDER));
    List<SuiteCase> published = new ArrayList<>();
    try (Stream<Path> below = Files.list(folder)) {
      for (Path each : below.filter(Files::isDirectory).sorted().toList()) {
        if (!name(each.getFileName()).equals(CONVERTED_FOLDER)) {
          published.addAll(cases(folder, each));
        }
      }
    }
    if (converted.isEmpty() && published.isEmpty()) {
      throw new NoSuchFileException(folder.toString(), null, "no model.onnx below it");
    }
    Map<String, List<SuiteCase>> lists = new LinkedHashMap<>();
    lists.put(IN_SCOPE, inScope(folder.resolve(SCOPE_FILE), converted));
    lists.put(CONVERTED, converted);
    lists.put(PUBLISHED, published);
    return new Suite(lists);
  }

  private static List<SuiteCase> inScope(Path file, List<SuiteCase> converted) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    Set<String> names = new HashSet<>(Files.readAllLines(file));
    List<SuiteCase> found = converted.stream().filter(each -> names.remove(each.name())).toList();
    if (!names.isEmpty()) {
      throw new NoSuchFileException(
          file
              + " names "
              + names.size()
              + " tests that are not there, one is "
              + names.iterator().next());
    }
    return found;
  }

  private static List<SuiteCase> cases(Path folder) throws IOException {
    return Files.isDirectory(folder) ? cases(folder, folder) : List.of();
  }

  private static List<SuiteCase> cases(Path root, Path folder) throws IOException {
    List<SuiteCase> cases = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(each -> name(each).endsWith(".onnx")).sorted().toList()) {
        boolean own = name(file.getFileName()).equals("model.onnx");
        Path path = root.relativize(own ? file.getParent() : file);
        cases.add(new SuiteCase(name(path), file, own ? data(file.getParent()) : List.of()));
      }
    }
    return cases;
  }

  private static List<Path> data(Path folder) throws IOException {
    try (Stream<Path> below = Files.list(folder)) {
      return below
          .filter(each -> name(each.getFileName()).startsWith("test_data_set_"))
          .sorted()
          .toList();
    }
  }

  /** With slashes, whatever the system; zip file systems end folders with one. */
  private static String name(Path path) {
    String name = path.toString().replace('\\', '/');
    return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
  }
}
