package org.sparsevd.benchmarks.inference;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The native library inside ONNX Runtime's jar. */
final class OnnxLibrary {
  private static final String FOLDER = "/ai/onnxruntime/native/linux-x64/";
  private static final List<String> FILES = List.of("libonnxruntime.so", "libonnxruntime4j_jni.so");

  private OnnxLibrary() {}

  /** Copies it into a folder; false on systems other than Linux on x86-64. */
  static boolean unpack(Path folder) throws IOException {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (!system.equals("Linux amd64")) {
      return false;
    }
    Files.createDirectories(folder);
    for (String name : FILES) {
      try (InputStream in = OrtEnvironment.class.getResourceAsStream(FOLDER + name)) {
        if (in == null) {
          return false;
        }
        Files.copy(in, folder.resolve(name));
      }
    }
    return true;
  }
}
