package org.sparsevd.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Shape;

/**
 * The program in the README's "Use it in your application", compiled and run as it stands there.
 */
class ReadmeTest {
  private static final Path README = Path.of("..", "..", "README.md");
  private static final Pattern PROGRAM =
      Pattern.compile("## Use it in your application.*?```java\n(.*?)```", Pattern.DOTALL);
  private static final String RUNTIME = classesOf(SparseModel.class);
  private static final String COMPRESSOR = classesOf(Model.class);

  @TempDir private Path folder;
  private Path model;
  private Path pixels;
  private String expected;

  private static String classesOf(Class<?> type) {
    return new File(type.getProtectionDomain().getCodeSource().getLocation().getPath()).toString();
  }

  private static String program() throws IOException {
    Matcher found = PROGRAM.matcher(Files.readString(README));
    assertThat(found.find()).as("a Java program in that section of %s", README).isTrue();
    return found.group(1);
  }

  @BeforeEach
  void makeModel() throws IOException {
    Random random = new Random(9);
    Model net =
        new Model.Chain("net", Shape.of(1, 28, 28))
            .add("conv", RandomModels.convolution(random, 0.1, Shape.of(3, 1, 5, 5)))
            .add("relu", new Op.Relu())
            .add("flatten", new Op.Flatten())
            .add("fc", RandomModels.dense(random, 0.01, Shape.of(10, 3 * 24 * 24)))
            .build();
    byte[] image = new byte[28 * 28];
    random.nextBytes(image);
    model = folder.resolve("model.spvd");
    pixels = folder.resolve("digit.raw");
    SpvdFile.write(net, model);
    Files.write(pixels, image);
    float[] scores = new float[10];
    SparseModel.of(net).newSession().run(image, 1, scores);
    expected = Arrays.toString(scores);
  }

  @Test
  void runsOnTheClassPath() throws IOException, InterruptedException {
    compile(folder, List.of("-cp", path(RUNTIME, COMPRESSOR)), source("Digit.java", program()));
    List<String> options = List.of("-cp", path(folder.toString(), RUNTIME, COMPRESSOR), "Digit");
    assertThat(run(List.of("--add-modules", "jdk.incubator.vector"), options)).isEqualTo(expected);
  }

  @Test
  void runsAsAModule() throws IOException, InterruptedException {
    Path application = Files.createDirectories(folder.resolve("application"));
    Path source = source("Digit.java", "package digits;\n" + program());
    Path module = source("module-info.java", "module digits { requires org.sparsevd.runtime; }");
    compile(application, List.of("-p", path(RUNTIME, COMPRESSOR)), source, module);
    List<String> options =
        List.of(
            "-p", path(application.toString(), RUNTIME, COMPRESSOR), "-m", "digits/digits.Digit");
    assertThat(run(List.of("--add-modules", "jdk.incubator.vector"), options)).isEqualTo(expected);
    assertThat(numbers(run(List.of(), options)))
        .as("plain Java rounds in another way")
        .usingComparatorWithPrecision(1e-2f)
        .containsExactly(numbers(expected));
  }

  /** A closed world: what {@code jlink} did not see is not there. */
  @Test
  @Tag("long")
  void runsInAnImageOfItsModulesAlone() throws IOException, InterruptedException {
    java.util.spi.ToolProvider jlink = java.util.spi.ToolProvider.findFirst("jlink").orElseThrow();
    Path application = Files.createDirectories(folder.resolve("linked"));
    Path source = source("Digit.java", "package digits;\n" + program());
    Path module = source("module-info.java", "module digits { requires org.sparsevd.runtime; }");
    compile(application, List.of("-p", path(RUNTIME, COMPRESSOR)), source, module);
    Path image = folder.resolve("image");
    int failed =
        jlink.run(
            System.out,
            System.err,
            "-p",
            path(application.toString(), RUNTIME, COMPRESSOR),
            "--add-modules",
            "digits,jdk.incubator.vector",
            "--output",
            image.toString());
    assertThat(failed).isZero();
    List<String> options =
        List.of("--add-modules", "jdk.incubator.vector", "-m", "digits/digits.Digit");
    assertThat(run(image, options)).isEqualTo(expected);
  }

  private static float[] numbers(String list) {
    String[] texts = list.substring(1, list.length() - 1).split(", ");
    float[] numbers = new float[texts.length];
    for (int i = 0; i < texts.length; i++) {
      numbers[i] = Float.parseFloat(texts[i]);
    }
    return numbers;
  }

  private static String path(String... entries) {
    return String.join(File.pathSeparator, entries);
  }

  private Path source(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static void compile(Path to, List<String> options, Path... sources) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(List.of("-d", to.toString()));
    for (Path source : sources) {
      arguments.add(source.toString());
    }
    assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new))).isZero();
  }

  private String run(List<String> options, List<String> main)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(options);
    all.addAll(main);
    return run(Path.of(System.getProperty("java.home")), all);
  }

  /** What the program prints in the JVM of this folder. */
  private String run(Path java, List<String> options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(java.resolve("bin").resolve("java").toString());
    command.addAll(options);
    command.addAll(List.of(model.toString(), pixels.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).isZero();
    return printed;
  }
}
