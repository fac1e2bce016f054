package org.sparsevd.benchmarks.inference;

import java.io.IOException;
import java.util.Arrays;
import org.sparsevd.benchmarks.nets.EightBits;
import org.sparsevd.benchmarks.nets.Subject;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.nets.LoadedNet;
import org.sparsevd.nets.OnnxRuntimeNet;
import org.sparsevd.nets.SparseVdNet;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.OnnxSettings;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.runtime.SparseModel;

/** The runtimes, and the forms of a net that they are given. */
public enum ContenderKind {
  /** Our runtime with the kernels it chooses. */
  SPARSEVD("sparsevd"),
  /** Our runtime on the net in 8 bits, for nets of coloured images: small ones gain nothing. */
  SPARSEVD_INT8("sparsevd-int8"),
  /** Our runtime without the Vector API. */
  SPARSEVD_SCALAR("sparsevd-scalar"),
  /** ONNX Runtime on all units, zeros kept. */
  ONNX_DENSE("onnx-dense"),
  /** ONNX Runtime on the net without its dead units. */
  ONNX_SHRUNK("onnx-shrunk"),
  /** The same in 8 bits. */
  ONNX_INT8("onnx-int8");

  private static final String KERNELS = "sparsevd.kernels";

  private final String id;

  ContenderKind(String id) {
    this.id = id;
  }

  /** Its name in options and results. */
  String id() {
    return id;
  }

  /** Whether it can run this net: one read from a compact file has no dead units any more. */
  boolean takes(Subject subject) {
    boolean coloured = subject.shrunk().inputShape().dim(0) > 1;
    return this == SPARSEVD_INT8 ? coloured : this != ONNX_DENSE || subject.whole().isPresent();
  }

  /**
   * Loads the net as its files would be.
   *
   * @throws IOException if a runtime refuses it
   */
  LoadedNet open(Subject subject, int batch) throws IOException {
    return switch (this) {
      case SPARSEVD -> ours(subject.shrunk(), batch);
      case SPARSEVD_INT8 -> ours(EightBits.of(subject.shrunk()), batch);
      case SPARSEVD_SCALAR -> {
        System.setProperty(KERNELS, "scalar");
        try {
          yield ours(subject.shrunk(), batch);
        } finally {
          System.clearProperty(KERNELS);
        }
      }
      case ONNX_DENSE -> onnx(subject.whole().orElseThrow(), batch);
      case ONNX_SHRUNK -> onnx(subject.shrunk(), batch);
      case ONNX_INT8 -> {
        OnnxSettings settings = Profiles.settings(subject.shrunk(), OnnxProfile.INT8);
        yield onnx(OnnxExporter.export(subject.shrunk(), settings), batch);
      }
    };
  }

  private static LoadedNet ours(Model model, int batch) throws IOException {
    return SparseVdNet.single(SparseModel.load(SpvdFile.encode(model)), batch);
  }

  private static LoadedNet onnx(Model model, int batch) throws IOException {
    return onnx(OnnxExporter.export(model, OnnxProfile.DENSE), batch);
  }

  /** On one thread, and told the batch, as every measurement of ONNX Runtime here. */
  static LoadedNet onnx(byte[] file, int batch) throws IOException {
    return OnnxRuntimeNet.load(file, new OnnxRuntimeNet.Fixed(batch, OnnxExporter.BATCH_DIMENSION));
  }

  /**
   * The contender of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static ContenderKind named(String id) {
    return Arrays.stream(values())
        .filter(kind -> kind.id.equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown contender '" + id + "'"));
  }
}
