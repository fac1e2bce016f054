package org.sparsevd.nets;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import java.nio.file.FileSystemException;

/**
 * ONNX Runtime's native library. Its Java part unpacks it into the temporary folder and loads it
 * from there, which some systems do not allow.
 */
final class NativeLibrary {
  private static final String PATH = "onnxruntime.native.path";

  private final OrtEnvironment environment;
  private final String missing;

  private NativeLibrary(OrtEnvironment environment, String missing) {
    this.environment = environment;
    this.missing = missing;
  }

  /** Loaded on first use, once: later attempts would hide why the first failed. */
  private static final class Holder {
    static final NativeLibrary LIBRARY = load();
  }

  /**
   * The library, ready to use.
   *
   * @throws RuntimeMissingException if it cannot be loaded
   */
  static OrtEnvironment environment() throws RuntimeMissingException {
    if (Holder.LIBRARY.environment == null) {
      throw new RuntimeMissingException(Holder.LIBRARY.missing);
    }
    return Holder.LIBRARY.environment;
  }

  private static NativeLibrary load() {
    try {
      OrtEnvironment environment =
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "sparsevd");
      environment.setTelemetry(false);
      return new NativeLibrary(environment, "");
    } catch (LinkageError | OrtException e) {
      String reason = reason(e);
      return new NativeLibrary(
          null, "ONNX Runtime cannot be loaded: " + reason + "; " + help(reason));
    }
  }

  private static String reason(Throwable problem) {
    Throwable root = problem;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String text = String.valueOf(root.getMessage()).replaceAll("\\s*\\R\\s*", " ");
    return root instanceof FileSystemException file && file.getReason() == null
        ? "cannot write " + file.getFile()
        : text;
  }

  /** What to change, as far as the reason tells. */
  static String help(String reason) {
    String path = System.getProperty(PATH);
    if (path != null && reason.contains(path)) {
      return "-D" + PATH + "=" + path + " must name a folder with the library for this system";
    }
    if (reason.contains("ld-linux") || reason.contains("relocating") || reason.contains("musl")) {
      return "it is made for glibc, which this system (musl, as in Alpine) does not have: a"
          + " distribution with glibc helps";
    }
    return "a temporary folder that exists and from which programs may be started helps:"
        + " SPARSEVD_JAVA_OPTS=-Djava.io.tmpdir=FOLDER";
  }
}
