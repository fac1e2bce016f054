package org.sparsevd.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import org.sparsevd.codec.CodedWriter;
import org.sparsevd.codec.ColumnLayout;
import org.sparsevd.codec.QuantizedTensor;
import org.sparsevd.codec.TabledTensor;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.sparse.Storage;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Step;

/** Makes the files in {@code src/test/resources/conformance}; their README says how to run it. */
final class ConformanceFiles {
  private static final long SEED = 9;
  private static final int TABLED_ROWS = 300;
  private static final int TABLED_COLUMNS = 220;

  private ConformanceFiles() {}

  /**
   * Writes all files.
   *
   * @param args the folder
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Random random = new Random(SEED);
    Model model = AllOperators.model(random);
    byte[] file = SpvdFile.encode(model);
    Files.write(folder.resolve("all-operators.spvd"), file);
    float[] input = new float[model.inputShape().size()];
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) random.nextGaussian();
    }
    Files.writeString(folder.resolve("input.txt"), lines(input));
    Files.writeString(folder.resolve("output.txt"), lines(new Interpreter(model).run(input)));

    byte[] checksum = file.clone();
    checksum[file.length / 2] ^= 1;
    Files.write(folder.resolve("refuse-checksum.spvd"), checksum);
    byte[] version = file.clone();
    version[4] = FileVersion.NEWEST + 1;
    Files.write(folder.resolve("refuse-version.spvd"), version);
    kinds(folder, model);
    additions(folder, input);
    general(folder, new Random(SEED));
    compact(folder, input, QuantizedModels.partly(model, random));
    tabled(folder);
    Files.write(folder.resolve("refuse-storage-kind.spvd"), affine(2, 3));
    Files.write(folder.resolve("refuse-expansion.spvd"), affine(Integer.MAX_VALUE, 2));
  }

  /** The same model with all tensors in one storage; a net that a coded stream fits. */
  private static void kinds(Path folder, Model model) throws IOException {
    for (Storage storage : Storage.values()) {
      String name = storage.name().toLowerCase(Locale.ROOT) + ".spvd";
      Files.write(folder.resolve(name), SpvdFile.encode(model, storage));
    }
    Model net = QuantizedModels.convolutional(new Random(SEED));
    Files.write(folder.resolve("coded.spvd"), SpvdFile.encodeCompact(net));
    UncertainModel uncertain = UncertaintyTest.uncertain(net, new Random(SEED));
    Files.write(folder.resolve("deviations.spvd"), SpvdFile.encodeCompact(uncertain));
  }

  private static void additions(Path folder, float[] input) throws IOException {
    withOutput(folder, "additions", AllOperators.additions(new Random(SEED)), input);
    withOutput(folder, "operators-4", AllOperators.newest(), input);
  }

  /** All that only files with a general header hold, with and without names; what it computes. */
  private static void general(Path folder, Random random) throws IOException {
    Model model = GeneralModels.everything(random);
    Files.write(folder.resolve("general.spvd"), SpvdFile.encode(model));
    Files.write(
        folder.resolve("general-anonymous.spvd"), SpvdFile.encodeCompact(Anonymous.of(model)));
    Model bound = model.bind(GeneralModels.NUMBERS);
    Map<String, float[]> inputs = GeneralModels.inputs(bound, random);
    Map<String, float[]> values = new Interpreter(bound).values(inputs);
    StringBuilder text = new StringBuilder();
    inputs.forEach((name, given) -> text.append(named("input " + name, given)));
    for (Model.Output output : model.outputs()) {
      text.append(named("output " + output.name(), values.get(output.value())));
    }
    Files.writeString(folder.resolve("general-values.txt"), text);
  }

  private static String named(String what, float[] values) {
    return what + "\n" + lines(values);
  }

  private static void withOutput(Path folder, String name, Model model, float[] input)
      throws IOException {
    Files.write(folder.resolve(name + ".spvd"), SpvdFile.encode(model));
    float[] part = Arrays.copyOf(input, model.inputShape().size());
    Files.writeString(
        folder.resolve(name + "-output.txt"), lines(new Interpreter(model).run(part)));
  }

  private static void compact(Path folder, float[] input, Model model) throws IOException {
    byte[] file = SpvdFile.encodeCompact(model);
    Files.write(folder.resolve("compact.spvd"), file);
    Files.writeString(
        folder.resolve("compact-output.txt"), lines(new Interpreter(model).run(input)));
    Files.write(
        folder.resolve("compact-anonymous.spvd"), SpvdFile.encodeCompact(Anonymous.of(model)));
    byte[] checksum = file.clone();
    checksum[file.length / 2] ^= 1;
    Files.write(folder.resolve("refuse-compact-checksum.spvd"), checksum);
    byte[] relu = {0, 4, 1, 8, 1};
    Files.write(folder.resolve("refuse-coded-end.spvd"), framed(relu));
    // A dense layer of 4,000,000 inputs in a stream of one byte.
    byte[] lines = {0, (byte) 0x80, (byte) 0x92, (byte) 0xF4, 1, 1, 1, 1, 1};
    Files.write(folder.resolve("refuse-coded-lines.spvd"), framed(lines));
    Files.write(folder.resolve("refuse-coded-decisions.spvd"), threes(1 << 11));
  }

  /** A dense layer with a tabled weight, and the same with a state changed. */
  private static void tabled(Path folder) throws IOException {
    QuantizedTensor weight = tabledWeight(new Random(SEED));
    byte[] tensor = TabledTensor.encode(weight);
    Files.write(folder.resolve("tabled.spvd"), tabled(weight.shape(), tensor));
    tensor[tensor.length - 1] ^= 1;
    Files.write(folder.resolve("refuse-tabled-states.spvd"), tabled(weight.shape(), tensor));
  }

  /**
   * Rows and columns of all sizes, some of zeros, columns that lean to one sign, and a few symbols
   * that have raw bits.
   */
  static QuantizedTensor tabledWeight(Random random) {
    int[] symbols = new int[TABLED_ROWS * TABLED_COLUMNS];
    for (int i = 0; i < symbols.length; i++) {
      int row = i / TABLED_COLUMNS;
      int column = i % TABLED_COLUMNS;
      double size = Math.exp(-4 + row % 7 / 3.0 + column % 5 / 4.0);
      double lean = column % 9 == 4 ? -0.02 : column % 9 == 5 ? 0.05 : 0;
      boolean dead = row % 50 == 49 || column % 30 == 7;
      symbols[i] = dead ? 0 : (int) Math.rint(size * random.nextGaussian() + 20 * lean);
    }
    symbols[0] = 1000;
    symbols[1] = -23;
    symbols[symbols.length - 1] = QuantizedTensor.LARGEST_SYMBOL;
    return QuantizedTensor.of(Shape.of(TABLED_ROWS, TABLED_COLUMNS), Step.nearest(0.25), symbols);
  }

  /** A file of version 4 of one dense layer without biases. */
  private static byte[] tabled(Shape shape, byte[] tensor) {
    ByteOutput body = new ByteOutput();
    body.u8(0);
    body.varint(shape.dim(1));
    body.varint(1);
    body.u8(1 | CompactNode.STORAGE);
    body.varint(shape.dim(0));
    body.u8(CompactNode.TABLED);
    body.varint(tensor.length);
    body.raw(tensor);
    body.u8(CompactNode.CODED);
    CodedWriter stream = new CodedWriter();
    Shape bias = Shape.of(1, shape.dim(0));
    stream.add(QuantizedTensor.of(bias, Step.nearest(1), new int[bias.size()]), ColumnLayout.NONE);
    body.raw(stream.toBytes());
    return framed(FileVersion.NEWEST, body.toBytes());
  }

  /**
   * A dense layer of so many inputs and outputs whose weights are all three steps: five decisions
   * each, which cost almost no bytes.
   */
  static byte[] threes(int side) {
    int[] symbols = new int[side * side];
    Arrays.fill(symbols, 3);
    CodedWriter stream = new CodedWriter();
    Step step = Step.nearest(1);
    stream.add(QuantizedTensor.of(Shape.of(side, side), step, symbols), ColumnLayout.NONE);
    stream.add(QuantizedTensor.of(Shape.of(1, side), step, new int[side]), ColumnLayout.NONE);
    ByteOutput body = new ByteOutput();
    body.u8(0);
    for (int value : new int[] {side, 1, 1, side}) {
      body.varint(value);
    }
    body.raw(stream.toBytes());
    return framed(body.toBytes());
  }

  /** A file of version 2 with this body, header and checksum in order. */
  static byte[] framed(byte[] body) {
    return framed(2, body);
  }

  /** The same of another version. */
  static byte[] framed(int version, byte[] body) {
    ByteOutput file = new ByteOutput();
    file.raw(new byte[] {'S', 'P', 'V', 'D', (byte) version});
    int length = body.length + 10;
    file.varint(length + (length < 128 ? 0 : length < 16383 ? 1 : 2));
    file.raw(body);
    file.checksum();
    return file.toBytes();
  }

  /**
   * A net of one Affine of zeros, with a scale and shift of this storage kind in two bytes each.
   */
  private static byte[] affine(int length, int storageKind) {
    ByteOutput graph = new ByteOutput();
    graph.string("affine");
    for (int value : new int[] {1, length, 1, 7}) {
      graph.varint(value);
    }
    graph.string("a");
    for (int value : new int[] {1, length, storageKind, 2, storageKind, 2, 1}) {
      graph.varint(value);
    }
    ByteOutput weights = new ByteOutput();
    weights.raw(new byte[] {1, 0, 1, 0});
    ByteOutput body = new ByteOutput();
    body.section(1, graph);
    body.section(2, weights);
    ByteOutput file = new ByteOutput();
    file.raw(new byte[] {'S', 'P', 'V', 'D', 1});
    file.u32(9 + body.toBytes().length);
    file.raw(body.toBytes());
    return file.toBytes();
  }

  private static String lines(float[] values) {
    StringJoiner lines = new StringJoiner("\n", "", "\n");
    for (float value : values) {
      lines.add(Float.toString(value));
    }
    return lines.toString();
  }
}
