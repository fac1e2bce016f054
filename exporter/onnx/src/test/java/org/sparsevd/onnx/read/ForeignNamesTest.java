package org.sparsevd.onnx.read;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.GraphWriter;

/** Names and metadata that are legal in ONNX and too long for a {@code .spvd} file. */
class ForeignNamesTest {
  @TempDir Path folder;

  private final List<String> notices = new ArrayList<>();

  private Model read(ModelProto file) throws Exception {
    Path path = Files.write(folder.resolve("their.onnx"), file.toByteArray());
    Model model = OnnxImporter.read(path, notices::add);
    Model back = SpvdFile.decode(SpvdFile.encode(model));
    assertThat(back.metadata()).isEqualTo(model.metadata());
    return back;
  }

  private static ModelProto named(String first, String second) {
    GraphWriter graph = new GraphWriter(13, 4).node("Relu", first, List.of("x"));
    return graph.node("Sigmoid", second, List.of(first)).build(second);
  }

  @Test
  void longNamesAreCutAndStayDifferent() throws Exception {
    String common = "層".repeat(400);
    Model model = read(named(common + "a", common + "b"));
    assertThat(model.nodes()).extracting(n -> n.name().length()).containsExactly(333, 335);
    assertThat(model.nodes()).extracting(n -> n.name()).doesNotHaveDuplicates();
    assertThat(notices).singleElement().asString().startsWith("2 names of more than 1000 bytes");
  }

  @Test
  void namesThatFitStay() throws Exception {
    Model model = read(named("слой/層:0 \"quoted\"", "emoji😀"));
    assertThat(model.nodes())
        .extracting(n -> n.name())
        .containsExactly("слой/層:0 \"quoted\"", "emoji😀");
    assertThat(notices).isEmpty();
  }

  @Test
  void aPairOfSurrogatesIsNotCutInTwo() throws Exception {
    read(named("x" + "😀".repeat(400), "y"));
    assertThat(notices).hasSize(1);
  }

  @Test
  void theNameOfTheGraphIsCutToo() throws Exception {
    ModelProto.Builder file = named("a1", "b1").toBuilder();
    file.getGraphBuilder().setName("g".repeat(5000));
    assertThat(read(file.build()).name()).hasSize(1000);
    assertThat(notices).hasSize(1);
  }

  @Test
  void metadataThatNoFileHoldsIsLeftOut() throws Exception {
    ModelProto.Builder file = named("a1", "b1").toBuilder();
    entry(file, "", "empty key");
    entry(file, "k".repeat(1025), "long key");
    entry(file, "long value", "v".repeat(65_537));
    entry(file, "longest value", "v".repeat(65_536));
    entry(file, "kept", "");
    assertThat(read(file.build()).metadata()).containsOnlyKeys("longest value", "kept");
    assertThat(notices).singleElement().asString().startsWith("3 metadata entries are left out");
  }

  @Test
  void moreEntriesThanAFileHolds() throws Exception {
    ModelProto.Builder file = named("a1", "b1").toBuilder();
    for (int i = 0; i < 1100; i++) {
      entry(file, "key" + i, "value");
    }
    assertThat(read(file.build()).metadata()).hasSize(1024);
    assertThat(notices).singleElement().asString().startsWith("76 metadata entries are left out");
  }

  private static void entry(ModelProto.Builder file, String key, String value) {
    file.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value));
  }
}
