package org.sparsevd.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparsevd.codec.QuantizedTensor;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.OpKind;
import org.sparsevd.sparse.Storage;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Step;
import org.sparsevd.tensor.Tensor;

/** Models that need a general header: all of them is kept, and what breaks a rule is refused. */
class GeneralFileTest {
  private static final Model EVERYTHING = GeneralModels.everything(new Random(9));
  private static final Shape SQUARE = Shape.of(1 << 11, 1 << 11);

  private static Model read(byte[] file) throws FormatException {
    assertThat(file[4]).isEqualTo((byte) 4);
    return SpvdFile.decode(file);
  }

  @Test
  void everyWriterKeepsEverything() throws FormatException {
    String expected = Description.of(EVERYTHING);
    assertThat(Description.of(read(SpvdFile.encode(EVERYTHING)))).isEqualTo(expected);
    assertThat(Description.of(read(SpvdFile.encodeCompact(EVERYTHING)))).isEqualTo(expected);
    for (Storage storage : Storage.values()) {
      assertThat(Description.of(read(SpvdFile.encode(EVERYTHING, storage)))).isEqualTo(expected);
    }
    Model bound = EVERYTHING.bind(GeneralModels.NUMBERS);
    assertThat(Description.of(read(SpvdFile.encode(bound)))).isEqualTo(Description.of(bound));
  }

  @Test
  void anonymousFilesKeepTheNamesThatCallersUse() throws FormatException {
    Model anonymous = Anonymous.of(EVERYTHING);
    assertThat(anonymous.inputs()).isEqualTo(EVERYTHING.inputs());
    assertThat(anonymous.outputs())
        .extracting(Model.Output::name)
        .containsExactly(
            "sentence",
            "best",
            "edges",
            "scores",
            "functions",
            "states",
            "resized",
            "icons",
            "ranked",
            "places",
            "temperature");
    assertThat(anonymous.nodes().get(0).name()).isEqualTo("constant-1");
    byte[] file = SpvdFile.encodeCompact(anonymous);
    assertThat(Description.of(read(file))).isEqualTo(Description.of(anonymous));
    assertThat(file.length).isLessThan(SpvdFile.encodeCompact(EVERYTHING).length);
  }

  /** An input may have the name that a node without one gets. */
  @Test
  void nodesWithoutNamesGiveWayToInputs() throws FormatException {
    Node first = new Node("a", new Op.Relu(), List.of("relu-1"));
    Node second = new Node("b", new Op.Relu(), List.of("a"));
    Model anonymous =
        Anonymous.of(
            new Model(
                "m",
                List.of(new Model.Input("relu-1", ElementType.FLOAT, Shape.of(2))),
                List.of(first, second),
                List.of(new Model.Output("b", "b")),
                true,
                Map.of()));
    assertThat(anonymous.nodes()).extracting(Node::name).containsExactly("relu-1-", "relu-2");
    byte[] file = SpvdFile.encodeCompact(anonymous);
    assertThat(Description.of(read(file))).isEqualTo(Description.of(anonymous));
    assertThat(new String(file, StandardCharsets.ISO_8859_1)).doesNotContain("relu-2");
  }

  static List<OpKind> kinds() {
    return OpKind.all();
  }

  /** Rows that are added need no code here. */
  @ParameterizedTest
  @MethodSource("kinds")
  void everyRowsAttributesAreKept(OpKind kind) throws FormatException {
    Op op = AllOperators.sample(kind);
    ByteOutput out = new ByteOutput();
    int flags = AttributeForms.flags(op);
    AttributeForms.write(op, flags, out);
    byte[] bytes = out.toBytes();
    ByteInput in = new ByteInput("attributes", bytes, 0, bytes.length);
    assertThat(AttributeForms.read(kind, flags, in)).isEqualTo(op.attributes());
    in.expectEnd();
  }

  /** A table that a Gather reads is as small as the weight of a layer. */
  @Test
  void tablesAreCodedLikeWeights() {
    Random random = new Random(3);
    int[] symbols = new int[500 * 64];
    Arrays.setAll(symbols, i -> random.nextInt(5) == 0 ? (int) (2 * random.nextGaussian()) : 0);
    Shape shape = Shape.of(500, 64);
    Tensor table = QuantizedTensor.of(shape, Step.nearest(0.01), symbols).toTensor();
    Model dense =
        new Model.Chain("", Shape.of(64)).add("d", new Op.Dense(table, new float[500])).build();
    Model.Input tokens = new Model.Input("tokens", ElementType.INT64, Shape.of(Dim.symbol("n")));
    DenseTensor values = new DenseTensor(shape, table.toArray());
    Model gather =
        new Model(
            "",
            List.of(tokens),
            List.of(
                new Node("table", new Op.Constant(ElementType.FLOAT, values), List.of()),
                new Node("g", new Op.Gather(0), List.of("table", "tokens"))),
            List.of(new Model.Output("words", "g")),
            false,
            Map.of());
    int layer = SpvdFile.encodeCompact(Anonymous.of(dense)).length;
    assertThat(SpvdFile.encodeCompact(Anonymous.of(gather)).length).isLessThan(layer + 40);
  }

  /** Shapes that other files have, with one dimension more. */
  @Test
  void onlyWhatNeedsAGeneralHeaderGetsOne() {
    Op dense = new Op.Dense(new DenseTensor(Shape.of(1, 2), new float[] {1, 2}), new float[1]);
    Model flat = new Model.Chain("m", Shape.of(2)).add("d", dense).build();
    assertThat(SpvdFile.encode(flat)[4]).isEqualTo((byte) 1);
    Model rows = new Model.Chain("m", Shape.of(3, 2)).add("d", dense).build();
    assertThat(SpvdFile.encode(rows)[4]).isEqualTo((byte) 4);
  }

  /** A file of version 4 with these flags; strings and varints follow. */
  private static byte[] file(int flags, Object... parts) {
    ByteOutput body = new ByteOutput();
    body.u8(flags);
    for (Object part : parts) {
      if (part instanceof String text) {
        body.string(text);
      } else {
        body.varint((Integer) part);
      }
    }
    return ConformanceFiles.framed(4, body.toBytes());
  }

  private static void refuse(String message, Object... parts) {
    byte[] file = file(128, parts);
    assertThatThrownBy(() -> SpvdFile.decode(file))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(message);
  }

  @Test
  void headersAreChecked() throws FormatException {
    // One input "x" of type 0 and shape [n, 3]; no nodes; one output.
    Model model = SpvdFile.decode(file(128, 1, "x", 0, 2, 0, "n", 7, 0, 1, "y", 0));
    assertThat(model.inputs().get(0).shape()).hasToString("[n, 3]");
    assertThat(model.outputs()).containsExactly(new Model.Output("y", "x"));
    assertThat(SpvdFile.decode(file(136, 1, "x", 0, 0, 0, 1, "", 0)).batched()).isTrue();
    refuse("number of inputs must be 0 to 1024, found 1025", 1025);
    refuse("length of input name must be 1 to 1024", 1, "");
    refuse("element type must be 0 to 4, found 5", 1, "x", 5);
    refuse("length of a list must be 0 to 8, found 9", 1, "x", 0, 9);
    refuse("a dimension of 0", 1, "x", 0, 1, 1);
    refuse("a dimension of -1", 1, "x", 0, 1, 4);
    refuse("a number of a list is -0", 1, "x", 0, 1, 2);
    refuse("two values are named 'x'", 2, "x", 0, 0, "x", 0, 0, 0, 1, "", 0);
    refuse("number of outputs must be 1 to 1024, found 0", 1, "x", 0, 0, 0, 0);
    refuse("output must be 0 to 0, found 1", 1, "x", 0, 0, 0, 1, "", 1);
    refuse("two outputs are named 'x'", 1, "x", 0, 0, 0, 2, "", 0, "x", 0);
    refuse("operator 8 must state its inputs", 0, 1, 8);
    for (int flags : new int[] {128 + 4, 128 + 16, 128 + 32}) {
      assertThatThrownBy(() -> SpvdFile.decode(file(flags, 1, "x", 0, 0, 0, 1, "", 0)))
          .hasMessageContaining("unused flags");
    }
  }

  @Test
  void expressionsAreChecked() {
    for (String text :
        List.of(
            "n +",
            "1n",
            "n/2",
            "floor(n)",
            "floor",
            "n)",
            "é",
            "floor(n, 0)",
            "99999999999*9999999999999")) {
      refuse(text.length() > 20 ? "long overflow" : text, 1, "x", 0, 1, 0, text, 0, 1, "", 0);
    }
    refuse("length of dimension must be 1 to 1000", 1, "x", 0, 1, 0, "n".repeat(1001));
    String deep = "floor(".repeat(17) + "n" + ", 2)".repeat(17);
    refuse("is no dimension", 1, "x", 0, 1, 0, deep);
    refuse("symbols and numbers", 1, "x", 0, 1, 0, "n" + "*n".repeat(200));
    // The least number there is, as a divisor.
    String half = "2147483648*2147483648";
    refuse(
        "divided by -9223372036854775808",
        1,
        "x",
        0,
        1,
        0,
        "floor(n, -" + half + " - " + half + ")");
  }

  /** What is derived grows no larger than what may be stated. */
  @Test
  void derivedDimensionsAreLimited() {
    List<Object> parts = new ArrayList<>(List.of(1, "x", 0, 4, 3, 3, 0, "n", 0, "m", 40));
    for (int i = 0; i < 40; i++) {
      parts.addAll(List.of(3, 2));
    }
    parts.addAll(List.of(1, "", 0));
    refuse("quotients 16 deep", parts.toArray());
  }

  @Test
  void shapesOfTensorsAreChecked() {
    // A constant of 2^30 elements, and one of a symbol.
    refuse(
        "tensor 1 of constant-1 exceeds the expansion limit",
        0,
        1,
        15,
        73,
        1,
        2_000_000_001,
        0,
        1,
        "",
        0);
    refuse("is not bound to a number", 0, 1, 15, 73, 1, 0, "n", 0, 1, "", 0);
    // A sparse layer of 8 inputs whose columns would lie in an image.
    refuse("width must be 1", 1, "x", 0, 1, 17, 1, 65, 2, 8, 0);
    // General operators need a general header.
    assertThatThrownBy(() -> SpvdFile.decode(file(0, 3, 1, 15, 66)))
        .hasMessageContaining("operator 66 is unknown");
  }

  /** Of one input x of shape [4, 4]. */
  private static void refuseNode(String message, Integer... node) {
    List<Object> parts = new ArrayList<>(List.of(1, "x", 0, 2, 9, 9, 1));
    parts.addAll(List.of(node));
    parts.addAll(List.of(1, "", 0));
    refuse(message, parts.toArray());
  }

  @Test
  void attributesOfMixturesAreChecked() {
    refuseNode("groups must be 1 to 65535, found 0", 15, 77, 1, 0);
    refuseNode("groups must be 1 to 65535", 15, 77, 1, 65_536);
    refuseNode("axis must be 0 to 7, found 8", 15, 77, 8, 1);
    refuseNode("Shuffle over axis 2 does not take [4, 4]", 15, 77, 2, 1);
    refuseNode("axis 1 of [4, 4] has no 3 equal groups", 15, 77, 1, 3);
    refuseNode("Ranked: 5 elements along axis 1 of [4, 4]", 15, 78, 1, 1, 0, 1, 11);
    refuseNode("a dimension of 0", 15, 78, 1, 1, 0, 1, 1);
    refuseNode("one count was expected, found [1, 1]", 15, 78, 1, 1, 0, 2, 3, 3);
    refuseNode("largest must be 0 to 1", 15, 78, 1, 2, 0, 1, 3);
    // Queries, keys and values, of which all but the last attribute are told; a scale of 0.
    refuseNode("Attention of 3 heads does not take", 31, 76, 3, 1, 1, 1, 3, 0, 0, 0, 0, 0, 0);
    refuseNode("Attention of 1 heads does not take", 31, 76, 3, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0);
    refuseNode("Attention of 1 heads does not take", 31, 76, 1, 1, 1, 0, 0, 0, 0, 0, 0);
    refuseNode("heads must be 1 to 65535", 31, 76, 3, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0);
    refuseNode("mask must be 0 to 2", 31, 76, 3, 1, 1, 1, 1, 3, 0, 0, 0, 0, 0);
  }

  /** What few bytes can ask for: eight products of large matrices. */
  @Test
  void workOfGeneralOperatorsIsLimited() {
    Op zeros = new Op.Constant(ElementType.FLOAT, new DenseTensor(SQUARE, new float[1 << 22]));
    List<Node> nodes = new ArrayList<>(List.of(new Node("a", zeros, List.of())));
    for (int i = 0; i < 9; i++) {
      nodes.add(new Node("p" + i, new Op.MatMul(), List.of(nodes.get(i).name(), "a")));
    }
    Model model =
        new Model("m", List.of(), nodes, List.of(new Model.Output("p8", "p8")), false, Map.of());
    assertThatThrownBy(() -> Limits.checkWork(model))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("node 'p7' exceeds the work limit");
  }
}
