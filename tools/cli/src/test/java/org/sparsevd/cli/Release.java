package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * An unpacked release: the launcher's script beside a jar, which here only points to the classes.
 */
record Release(Path folder) {
  static Release unpack(Path folder) throws IOException {
    Files.copy(Path.of("../sparsevd"), folder.resolve("sparsevd"));
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      entries.add(Path.of(entry).toUri().toString());
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Main.class.getName());
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, String.join(" ", entries));
    try (OutputStream jar = Files.newOutputStream(folder.resolve("sparsevd.jar"))) {
      new JarOutputStream(jar, manifest).close();
    }
    return new Release(folder);
  }

  Path jar() {
    return folder.resolve("sparsevd.jar");
  }

  /** By the script, in the locale of C and in this folder. */
  Invocation script(Path where, Object... words) throws IOException, InterruptedException {
    return start(where, List.of("bash", folder.resolve("sparsevd").toString()), words);
  }

  /** Without the script. */
  Invocation java(Path where, List<String> options, Object... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-jar", jar().toString()));
    return start(where, command, words);
  }

  private Invocation start(Path where, List<String> command, Object... words)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(command);
    for (Object word : words) {
      all.add(word.toString());
    }
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(all).directory(where.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", System.getenv("PATH"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("LC_ALL", "C");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return new Invocation(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
