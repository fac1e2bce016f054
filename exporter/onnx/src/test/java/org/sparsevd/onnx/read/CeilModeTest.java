package org.sparsevd.onnx.read;

import static org.sparsevd.onnx.write.Attributes.integer;
import static org.sparsevd.onnx.write.Attributes.integers;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparsevd.onnx.GraphWriter;
import org.sparsevd.onnx.ReadAlike;

/** AveragePool whose last window hangs over the edge: padding counts, what lies beyond does not. */
class CeilModeTest {
  @ParameterizedTest(name = "kernel {0}, stride {1}, pads {2}, counted {3}")
  @CsvSource({
    "3, 2, 0, 1",
    "3, 2, 0, 0",
    "2, 2, 0, 1",
    "3, 3, 0, 1",
    "2, 3, 0, 1",
    "3, 2, 1, 0",
    "3, 2, 1, 1"
  })
  void asOnnxRuntime(int kernel, int stride, int pad, int counted) throws Exception {
    for (int size : new int[] {6, 7, 8}) {
      byte[] file =
          new GraphWriter(13, 2, size, size)
              .node(
                  "AveragePool",
                  "y",
                  List.of("x"),
                  integers("kernel_shape", kernel, kernel),
                  integers("strides", stride, stride),
                  integers("pads", pad, pad, pad, pad),
                  integer("ceil_mode", 1),
                  integer("count_include_pad", counted))
              .bytes("y");
      ReadAlike.assertReadAlike(file);
    }
  }
}
