package org.sparsevd.benchmarks.builds;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sparsevd.benchmarks.report.JavaOptions;
import org.sparsevd.model.Model;
import org.sparsevd.runtime.SparseModel;

/**
 * A build of the runtime.
 *
 * @param jars the runtime's and the compressor's
 */
record Build(List<Path> jars) {

  /** The build that this JVM has. */
  static Build own() {
    return new Build(
        List.of(JavaOptions.location(SparseModel.class), JavaOptions.location(Model.class)));
  }

  /**
   * The build of a clone of the repository.
   *
   * @throws IOException naming what is missing, if it is none or is not built
   */
  static Build of(Path clone) throws IOException {
    return new Build(
        List.of(
            jar(clone.resolve("exporter/runtime/target"), "sparsevd-runtime"),
            jar(clone.resolve("compressor/target"), "sparsevd-compressor")));
  }

  private static Path jar(Path folder, String name) throws IOException {
    Path latest = null;
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> jars =
          Files.newDirectoryStream(folder, name + "-*{[0-9],SNAPSHOT}.jar")) {
        for (Path jar : jars) {
          latest = latest == null || isLater(jar, latest) ? jar : latest;
        }
      }
    }
    if (latest == null) {
      throw new IOException("no " + name + " in " + folder + "; build there first: mvn package");
    }
    return latest.toAbsolutePath();
  }

  /** A folder may have jars of several versions. */
  private static boolean isLater(Path jar, Path than) throws IOException {
    return Files.getLastModifiedTime(jar).compareTo(Files.getLastModifiedTime(than)) > 0;
  }

  /** A build by its {@link #classPath}. */
  static Build ofClassPath(String classPath) {
    List<Path> jars = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator)) {
      jars.add(Path.of(entry));
    }
    return new Build(jars);
  }

  String classPath() {
    List<String> entries = new ArrayList<>();
    jars.forEach(jar -> entries.add(jar.toString()));
    return String.join(File.pathSeparator, entries);
  }

  /** Its classes, apart from those of every other build. */
  ClassLoader loader() throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      urls.add(jar.toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
  }
}
