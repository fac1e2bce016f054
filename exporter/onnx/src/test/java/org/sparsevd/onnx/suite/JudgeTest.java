package org.sparsevd.onnx.suite;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What judges ONNX's tests sees what is wrong. */
class JudgeTest {
  private static final List<Long> PAIR = List.of(2L);

  private static SuiteTensor floats(float... values) {
    return SuiteTensor.of("", List.of((long) values.length), values);
  }

  private static String difference(SuiteTensor found, SuiteTensor expected) {
    return Judge.difference(List.of(found), List.of(expected));
  }

  @Test
  void equalToWithinRoundingIsRight() {
    assertThat(difference(floats(1, 2000.1f), floats(1.1f, 2000))).isEmpty();
    assertThat(difference(floats(0.00009f, 0), floats(0, 0))).isEmpty();
    float infinity = Float.POSITIVE_INFINITY;
    assertThat(difference(floats(infinity, Float.NaN), floats(infinity, Float.NaN))).isEmpty();
  }

  @Test
  void otherValuesAreWrong() {
    assertThat(difference(floats(1, 2), floats(1, 2.001f))).contains("value 1 is 2.0");
    assertThat(difference(floats(0.00011f, 0), floats(0, 0))).contains("value 0");
    assertThat(difference(floats(Float.NaN, 0), floats(0, 0))).contains("NaN");
    assertThat(difference(floats(0, 0), floats(Float.NaN, 0))).contains("NaN");
    float infinity = Float.POSITIVE_INFINITY;
    assertThat(difference(floats(-infinity, 0), floats(infinity, 0))).contains("Infinity");
    assertThat(difference(floats(1e30f, 0), floats(infinity, 0))).contains("Infinity");
  }

  @Test
  void otherShapesTypesAndCountsAreWrong() {
    SuiteTensor column = SuiteTensor.of("", List.of(2L, 1L), new float[] {1, 2});
    assertThat(difference(floats(1, 2), column)).contains("FLOAT[2, 1]").contains("FLOAT[2]");
    SuiteTensor integers = new SuiteTensor("", DataType.INT32, PAIR, new byte[8]);
    assertThat(difference(floats(0, 0), integers)).contains("INT32");
    assertThat(Judge.difference(List.of(), List.of(column))).contains("expected outputs");
  }

  @Test
  void integersMustBeEqual() {
    SuiteTensor expected = bytes(DataType.UINT8, 0, 255);
    assertThat(difference(bytes(DataType.UINT8, 0, 255), expected)).isEmpty();
    assertThat(difference(bytes(DataType.UINT8, 0, 254), expected)).contains("value 1 is 254");
  }

  private static SuiteTensor bytes(DataType type, int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return new SuiteTensor("", type, List.of((long) values.length), bytes);
  }

  @Test
  void whatIsThrownIsWrongAndWhatIsRefusedIsNot() throws Exception {
    Engine throwing =
        file ->
            inputs -> {
              throw new IllegalStateException("broken");
            };
    Engine refusing =
        file -> {
          throw new Engine.Refusal("no such operator");
        };
    Engine lying = file -> inputs -> Map.of("engine", List.of(floats(7)));
    assertThat(first(throwing).reason())
        .isEqualTo("thrown: java.lang.IllegalStateException: broken");
    assertThat(first(throwing).kind()).isEqualTo(Verdict.Kind.WRONG);
    assertThat(first(refusing)).isEqualTo(Verdict.refused("no such operator"));
    assertThat(first(lying).kind()).isEqualTo(Verdict.Kind.WRONG);
  }

  private static Verdict first(Engine engine) throws Exception {
    Judge judge = new Judge(engine, new Questions(0));
    return PackedSuite.use(suite -> judge.of(suite.lists().get(Suite.IN_SCOPE).get(0)));
  }

  @Test
  void elementsAreReadFromEveryField() {
    assertThat(listed(DataType.FLOAT, b -> b.addFloatData(1.5f).addFloatData(-2)).floats())
        .containsExactly(1.5f, -2);
    assertThat(listed(DataType.DOUBLE, b -> b.addDoubleData(1.5).addDoubleData(-2)).floats())
        .containsExactly(1.5f, -2);
    assertThat(listed(DataType.INT64, b -> b.addInt64Data(-1).addInt64Data(1L << 40)).floats())
        .containsExactly(-1, 1L << 40);
    assertThat(
            listed(DataType.UINT32, b -> b.addUint64Data(1).addUint64Data(4_000_000_000L)).floats())
        .containsExactly(1, 4e9f);
    assertThat(listed(DataType.INT8, b -> b.addInt32Data(-3).addInt32Data(127)).floats())
        .containsExactly(-3, 127);
    assertThat(listed(DataType.BOOL, b -> b.addInt32Data(1).addInt32Data(0)).floats())
        .containsExactly(1, 0);
    assertThat(listed(DataType.FLOAT16, b -> b.addInt32Data(0x3C00).addInt32Data(0x8001)).floats())
        .containsExactly(1, -0x1p-24f);
    assertThat(listed(DataType.BFLOAT16, b -> b.addInt32Data(0x3F80).addInt32Data(0xC000)).floats())
        .containsExactly(1, -2);
    assertThat(listed(DataType.UINT16, b -> b.setRawData(raw(255, 255, 1, 0))).floats())
        .containsExactly(65535, 1);
  }

  private interface Filling {
    TensorProto.Builder of(TensorProto.Builder tensor);
  }

  private static SuiteTensor listed(DataType type, Filling filling) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(type.getNumber()).addDims(2);
    return SuiteTensor.of(filling.of(tensor).build());
  }

  private static ByteString raw(int... bytes) {
    return ByteString.copyFrom(bytes(DataType.UINT8, bytes).bytes());
  }

  @Test
  void reasonsAreTheSameWithoutNamesAndNumbers() {
    assertThat(RefusalReason.of("node 'y' (ReduceL1): axes [0, 2] of 3 dimensions"))
        .containsExactly("(ReduceL1): axes [...] of N dimensions");
    assertThat(
            RefusalReason.of("2 problems\n  node 'a' (Log): not here\n  node 'b' (Log): not here"))
        .containsExactly("(Log): not here");
  }
}
