package org.sparsevd.onnx.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.GraphWriter;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.read.OnnxImporter;

/** Weights in files beside the model's. */
class ExternalDataTest {
  @TempDir Path root;
  private Path folder;

  @BeforeEach
  void writeWeights() throws IOException {
    folder = Files.createDirectories(root.resolve("models/one"));
    ByteBuffer bytes = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(0).putFloat(1).putFloat(2).putFloat(3).putFloat(4);
    Files.write(folder.resolve("weights.bin"), bytes.array());
    Files.write(root.resolve("secret.bin"), bytes.array());
  }

  /** A model {@code x [2] * w} whose weight of 2 x 2 lies where these pairs say. */
  private Model read(String... pairs) throws IOException {
    TensorProto.Builder weight =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(DataType.FLOAT.getNumber())
            .addDims(2)
            .addDims(2)
            .setDataLocation(DataLocation.EXTERNAL);
    for (int i = 0; i < pairs.length; i += 2) {
      weight.addExternalData(
          StringStringEntryProto.newBuilder().setKey(pairs[i]).setValue(pairs[i + 1]));
    }
    GraphWriter writer = new GraphWriter(13, 2);
    writer.graph().addInitializer(weight);
    Path path = folder.resolve("model.onnx");
    Files.write(path, writer.node("MatMul", "y", List.of("x", "w")).bytes("y"));
    return OnnxImporter.read(path);
  }

  private void refused(String reason, String... pairs) {
    assertThatThrownBy(() -> read(pairs))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("tensor 'w'")
        .hasMessageContaining(reason);
  }

  @Test
  void isReadFromItsOffset() throws Exception {
    Model model = read("location", "weights.bin", "offset", "4", "length", "16");
    assertThat(new Interpreter(model).run(new float[] {1, 10})).containsExactly(31, 42);
    Model rest = read("location", "./weights.bin", "offset", "4");
    assertThat(new Interpreter(rest).run(new float[] {1, 10})).containsExactly(31, 42);
  }

  @Test
  void mustFitTheTensorAndTheFile() {
    refused("needs 16 bytes, found 20", "location", "weights.bin");
    refused("needs 16 bytes, found 8", "location", "weights.bin", "length", "8");
    refused("takes 16 bytes from 8 on", "location", "weights.bin", "offset", "8", "length", "16");
    refused("takes 0 bytes from 99 on", "location", "weights.bin", "offset", "99");
    refused("has the offset '-4'", "location", "weights.bin", "offset", "-4");
    refused("has the length 'many'", "location", "weights.bin", "length", "many");
    refused("cannot read", "location", "gone.bin");
  }

  @Test
  void mustLieInTheModelsFolder() throws Exception {
    refused("outside the model's folder", "location", "../../secret.bin", "offset", "4");
    refused("outside the model's folder", "location", "../../gone.bin");
    refused("outside the model's folder", "location", "../one/../../secret.bin");
    refused("expected a relative path", "location", root.resolve("secret.bin").toString());
    refused("expected a relative path");
    refused("no path", "location", "a\0b");
    refused("no regular file", "location", ".");
    Files.createSymbolicLink(folder.resolve("link.bin"), root.resolve("secret.bin"));
    refused("outside the model's folder", "location", "link.bin", "offset", "4");
    String reason = "'link.bin', a link to " + root.resolve("secret.bin").toRealPath();
    refused(reason, "location", "link.bin", "offset", "4");
  }

  /** As a Hugging Face cache lays models out: a folder of links to blobs elsewhere. */
  @Test
  void linksOfACacheAreNamedAsTheReason() throws Exception {
    Path blobs = Files.createDirectories(root.resolve("blobs"));
    Path blob = Files.move(folder.resolve("weights.bin"), blobs.resolve("0123abcd"));
    Files.createSymbolicLink(folder.resolve("weights.bin"), Path.of("../../blobs/0123abcd"));
    refused("a link to " + blob.toRealPath(), "location", "weights.bin", "offset", "4");
    refused("'cp -L'", "location", "weights.bin", "offset", "4");
  }

  @Test
  void isNotReadWithoutAFolder() throws IOException {
    read("location", "weights.bin", "offset", "4");
    byte[] bytes = Files.readAllBytes(folder.resolve("model.onnx"));
    assertThatThrownBy(() -> OnnxImporter.read(bytes)).hasMessageContaining("without a folder");
  }
}
