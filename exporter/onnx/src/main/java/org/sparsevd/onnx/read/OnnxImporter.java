package org.sparsevd.onnx.read;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.onnx.ImportOptions;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.lower.Lowering;
import org.sparsevd.onnx.lower.graph.Notices;
import org.sparsevd.onnx.rewrite.Absorption;
import org.sparsevd.onnx.rewrite.Batches;
import org.sparsevd.onnx.rewrite.Familiar;
import org.sparsevd.onnx.rewrite.Fusion;
import org.sparsevd.onnx.rewrite.Patterns;
import org.sparsevd.onnx.rewrite.Pixels;
import org.sparsevd.onnx.tensor.ExternalData;
import org.sparsevd.onnx.tensor.GraphChecksum;
import org.sparsevd.onnx.tensor.ImportLimit;
import org.sparsevd.onnx.tensor.TensorReader;

/**
 * Models from ONNX files of operator sets 6 to 25: one input {@code [batch, ...shape]}, one output,
 * weights of any float type, which become float32. Unsigned bytes as input are the floats 0 to 255.
 *
 * <p>What a model cannot hold is refused, all of it in one list. A file is not trusted: whatever it
 * claims, memory stays within a small multiple of its size.
 */
public final class OnnxImporter {
  /** The oldest that can be read. */
  static final int OLDEST_OPSET = 6;

  public static final int NEWEST_OPSET = 25;

  private OnnxImporter() {}

  /**
   * The model in this file.
   *
   * @throws OnnxException if it is no ONNX file or holds what a model cannot; the message starts
   *     with the path
   * @throws IOException if the file cannot be read
   */
  public static Model read(Path path) throws IOException {
    return read(path, notice -> {});
  }

  /**
   * The model in this file. What it does not hold of the file is told, in one line each: names and
   * metadata that no {@code .spvd} file can store, and that values are not rounded as the file
   * rounds them.
   *
   * @throws OnnxException if it is no ONNX file or holds what a model cannot; the message starts
   *     with the path
   * @throws IOException if the file cannot be read
   */
  public static Model read(Path path, Consumer<String> notices) throws IOException {
    return read(path, ImportOptions.NONE, notices);
  }

  /**
   * The same, with other shapes of inputs or other outputs than the file says.
   *
   * @throws OnnxException also if the options do not fit the file
   */
  public static Model read(Path path, ImportOptions options, Consumer<String> notices)
      throws IOException {
    ByteString bytes = FileBytes.of(path);
    try {
      return read(bytes, ExternalData.beside(path), options, notices);
    } catch (OnnxException e) {
      throw new OnnxException(path + ": " + e.getMessage(), e);
    } catch (InternalError e) {
      // What a JVM throws where pages of a mapped file are gone.
      throw new FileSystemException(path.toString(), null, "was cut off while it was read");
    }
  }

  /**
   * The model in these bytes. Tensors that lie in other files are refused; {@link #read(Path)}
   * reads those of the model's folder.
   *
   * @throws OnnxException if they are no ONNX file or hold what a model cannot
   */
  public static Model read(byte[] bytes) throws OnnxException {
    return read(bytes, ImportOptions.NONE);
  }

  /**
   * The same, with other shapes of inputs or other outputs than the file says.
   *
   * @throws OnnxException also if the options do not fit the file
   */
  public static Model read(byte[] bytes, ImportOptions options) throws OnnxException {
    ByteString wrapped = UnsafeByteOperations.unsafeWrap(bytes);
    return read(wrapped, ExternalData.NONE, options, notice -> {});
  }

  private static Model read(
      ByteString bytes, ExternalData external, ImportOptions options, Consumer<String> listener)
      throws OnnxException {
    ModelProto file;
    try {
      // Aliasing leaves the weights where they are: large files would be in memory twice.
      CodedInputStream in = bytes.newCodedInput();
      in.enableAliasing(true);
      file = ModelProto.parseFrom(in);
      in.checkLastTagWas(0);
    } catch (IOException e) {
      throw new OnnxException("not an ONNX file, or cut off: " + e.getMessage(), e);
    }
    if (!file.hasGraph()) {
      throw new OnnxException("not an ONNX model: it has no graph");
    }
    int opset = opset(file);
    GraphProto graph = options.apply(file.getGraph());
    Map<String, String> metadata = new TreeMap<>();
    for (StringStringEntryProto entry : file.getMetadataPropsList()) {
      metadata.put(entry.getKey(), entry.getValue());
    }
    metadata.remove(GraphChecksum.KEY);
    boolean ours = metadata.remove(OnnxProfile.METADATA_KEY) != null;
    Notices notices = new Notices();
    Map<String, String> kept = notices.fitting(metadata);
    ImportLimit budget = new ImportLimit(bytes.size(), options.memory());
    TensorReader tensors = new TensorReader(budget, external);
    Lowering lowering =
        new Lowering(graph, file.getFunctionsList(), opset, budget, tensors, notices, ours);
    Model whole = Patterns.apply(lowering.read(notices.fitting(graph.getName()), kept));
    Model model = familiar(whole, lowering.familiar(), budget);
    notices.tell(listener);
    return model;
  }

  /** As a batched model of the operators of images and channels, where it is one. */
  private static Model familiar(Model whole, Map<String, Node> known, ImportLimit limit) {
    Model alone = Batches.apply(Pixels.apply(whole));
    if (!alone.batched()) {
      return whole;
    }
    Model model = Familiar.apply(alone, known, limit);
    return model.isPlain() ? Absorption.apply(Fusion.apply(model)) : model;
  }

  private static int opset(ModelProto file) throws OnnxException {
    for (OperatorSetIdProto opset : file.getOpsetImportList()) {
      if (isStandard(opset.getDomain())) {
        long version = opset.getVersion();
        if (version < OLDEST_OPSET || version > NEWEST_OPSET) {
          throw new OnnxException(
              "operator set "
                  + version
                  + " is not supported, expected "
                  + OLDEST_OPSET
                  + " to "
                  + NEWEST_OPSET
                  + "; ONNX's version converter can bring the file to another");
        }
        return (int) version;
      }
    }
    throw new OnnxException("not an ONNX model: it names no version of the standard operators");
  }

  static boolean isStandard(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }
}
