package org.sparsevd.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.operator.PointwiseRow;
import org.sparsevd.onnx.operator.PointwiseTable;
import org.sparsevd.onnx.read.OnnxImporter;
import org.sparsevd.onnx.write.Attributes;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.runtime.Session;
import org.sparsevd.runtime.SparseModel;

/**
 * Every function of the table against ONNX Runtime: on the way in and out, on numbers that
 * overflow, vanish or are none, from plain and vector kernels and through a file.
 */
class PointwiseOperatorsTest {
  private static final int OLDEST = 9;
  private static final float[] ODD = {
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    0f,
    -0f,
    1,
    -1,
    3,
    -3,
    0.75f,
    -0.75f,
    17,
    -17,
    88,
    -88,
    104,
    -104,
    1e-6f,
    -1e-6f,
    1e-20f,
    -1e-20f
  };

  static List<PointwiseRow> rows() {
    return PointwiseTable.all();
  }

  private static float[] inputs() {
    float[] inputs = Arrays.copyOf(ODD, 400);
    Random random = new Random(13);
    for (int i = ODD.length; i < inputs.length; i++) {
      inputs[i] = (float) (random.nextGaussian() * (i % 3 == 0 ? 0.1 : i % 3 == 1 ? 2 : 12));
    }
    return inputs;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void importedOnesComputeWhatOnnxRuntimeComputes(PointwiseRow row) throws Exception {
    for (int opset : new int[] {OLDEST, 13, 18, 20, 22}) {
      if (opset >= row.since()) {
        check(file(row, opset, false), row.name() + ", operator set " + opset);
        check(file(row, opset, true), row.name() + " with attributes, operator set " + opset);
      }
    }
  }

  /** A graph of this one operator, with ONNX's defaults or with other values. */
  private static byte[] file(PointwiseRow row, int opset, boolean stated) {
    GraphWriter writer = new GraphWriter(opset, inputs().length);
    List<String> reads = new ArrayList<>(List.of("x"));
    List<AttributeProto> attributes = new ArrayList<>();
    List<PointwiseRow.Parameter> parameters = stated ? row.parameters() : List.of();
    for (int i = 0; i < parameters.size(); i++) {
      String name = parameters.get(i).name();
      if (parameters.get(i).isText()) {
        attributes.add(GraphWriter.text(name, parameters.get(i).words().get(1)));
      } else if (opset >= row.inputsSince()) {
        reads.add(name);
        writer.floats(name, new float[] {0.3f + i});
      } else {
        attributes.add(Attributes.real(name, 0.3f + i));
      }
    }
    return writer
        .node(row.name(), "y", reads, attributes.toArray(new AttributeProto[0]))
        .bytes("y");
  }

  private static void check(byte[] file, String what) throws Exception {
    Model model = OnnxImporter.read(file);
    float[] expected = run(file);
    float[] defined = new Interpreter(model).run(inputs());
    assertAlike(what, expected, defined);
    Model back = SpvdFile.decode(SpvdFile.encode(model));
    assertThat(back.nodes().get(0).op()).as(what).isEqualTo(model.nodes().get(0).op());
    runtime(what, back, defined);
    byte[] exported = OnnxExporter.export(back, OnnxProfile.DENSE);
    assertAlike(what + ", exported", run(exported), defined);
  }

  private static float[] run(byte[] file) throws Exception {
    try (OnnxRuntime runtime = new OnnxRuntime(file)) {
      return runtime.run(inputs(), 1, inputs().length);
    }
  }

  /** Plain kernels answer first, vectors later, and many inputs together: all the same bits. */
  private static void runtime(String what, Model model, float[] defined) {
    int size = defined.length;
    int batch = 70;
    float[] many = new float[batch * size];
    for (int i = 0; i < batch; i++) {
      System.arraycopy(inputs(), 0, many, i * size, size);
    }
    Session session = SparseModel.of(model).newSession(batch);
    float[] first = new float[size];
    session.run(inputs(), first);
    assertAlike(what + ", runtime", defined, first);
    float[] found = new float[size];
    for (int call = 0; call < 40; call++) {
      session.run(inputs(), found);
      assertThat(bits(found)).as(what).isEqualTo(bits(first));
    }
    float[] all = new float[many.length];
    session.run(many, batch, all);
    for (int i = 0; i < batch; i++) {
      float[] part = Arrays.copyOfRange(all, i * size, (i + 1) * size);
      assertThat(bits(part)).as(what).isEqualTo(bits(first));
    }
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToIntBits(values[i]));
    return bits;
  }

  private static void assertAlike(String what, float[] expected, float[] found) {
    for (int i = 0; i < expected.length; i++) {
      double scale = Math.max(1e-30, Math.abs(expected[i]));
      boolean same =
          Float.compare(expected[i] + 0f, found[i] + 0f) == 0
              || Math.abs((double) expected[i] - found[i]) <= 1e-6 + 1e-5 * scale;
      assertThat(same)
          .as("%s of %s: expected %s, found %s", what, inputs()[i], expected[i], found[i])
          .isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void anOlderOperatorSetIsRefused(PointwiseRow row) throws Exception {
    Model model = OnnxImporter.read(file(row, Math.max(13, row.since()), true));
    Op.Pointwise function = (Op.Pointwise) model.nodes().get(0).op();
    assertThat(PointwiseTable.of(function)).isEqualTo(row);
    ModelProto exported = ModelProto.parseFrom(OnnxExporter.export(model, OnnxProfile.DENSE));
    boolean formula = function == Op.Function.SILU || function instanceof Op.Gelu;
    int expected = formula ? 15 : Math.max(15, row.writtenSince());
    assertThat(exported.getOpsetImport(0).getVersion()).isEqualTo(expected);
    if (formula) {
      // Written out, and put together again.
      Model back = OnnxImporter.read(exported.toByteArray());
      assertThat(back.nodes()).extracting(Node::op).containsExactly(function);
    } else if (row.since() > OnnxSettings.OLDEST_OPSET) {
      int older = row.since() - 1;
      OnnxSettings settings =
          new OnnxSettings(OnnxProfile.DENSE, false, Optional.of(older), Optional.empty());
      assertThatThrownBy(() -> OnnxExporter.export(model, settings))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "operator "
                  + row.name()
                  + " needs operator set "
                  + row.since()
                  + ", asked for "
                  + older);
    }
    if (row.since() > OLDEST) {
      assertThatThrownBy(() -> OnnxImporter.read(file(row, row.since() - 1, true)))
          .isInstanceOf(OnnxException.class)
          .hasMessageContaining(
              "the operator came with operator set "
                  + row.since()
                  + ", the file has "
                  + (row.since() - 1));
    }
  }
}
