package org.sparsevd.benchmarks.report;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JVM options of measured processes. */
public final class JavaOptions {
  private JavaOptions() {}

  /** What {@code tools/sparsevd} runs with. */
  public static List<String> withVectors() {
    List<String> options = new ArrayList<>(List.of("--add-modules", "jdk.incubator.vector"));
    options.addAll(plain());
    if (largePages()) {
      options.add("-XX:+UseTransparentHugePages");
    }
    return options;
  }

  /** Whether the system gives pages of 2 MB to those who ask; see {@code tools/sparsevd}. */
  private static boolean largePages() {
    try {
      String modes = Files.readString(Path.of("/sys/kernel/mm/transparent_hugepage/enabled"));
      return modes.contains("[always]") || modes.contains("[madvise]");
    } catch (IOException e) {
      return false;
    }
  }

  /** Without the Vector API. */
  public static List<String> plain() {
    if (Runtime.version().feature() < 24) {
      return List.of();
    }
    return List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
  }

  /**
   * Such a process of this JDK, on the class path of these classes alone.
   *
   * @param classes the first has the main method; the others stand for what they come from
   */
  public static List<String> command(
      List<String> options, List<Class<?>> classes, List<String> arguments) {
    List<String> path = new ArrayList<>();
    for (Class<?> each : classes) {
      path.add(location(each).toString());
    }
    return command(options, String.join(File.pathSeparator, path), classes.get(0), arguments);
  }

  /** Such a process of this JDK, on this process's class path. */
  public static List<String> command(List<String> options, Class<?> main, List<String> arguments) {
    return command(options, System.getProperty("java.class.path"), main, arguments);
  }

  /** Such a process of this JDK, on this class path. */
  public static List<String> command(
      List<String> options, String classPath, Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(arguments);
    return command;
  }

  /** The jar or folder that a class comes from. */
  public static Path location(Class<?> of) {
    try {
      return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("class path with an entry that is no URI: " + e, e);
    }
  }
}
