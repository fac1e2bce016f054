package org.sparsevd.onnx.suite;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.onnx.OnnxRuntime;

/** The same by ONNX Runtime: the answer for files that have none, and a check of the tests. */
final class OnnxRuntimeEngine implements Engine {
  private static final String TYPE_PREFIX = "ONNX_TENSOR_ELEMENT_DATA_TYPE_";

  @Override
  public Net load(byte[] file) throws Refusal {
    try {
      return new Loaded(new OnnxRuntime(file));
    } catch (OrtException e) {
      throw new Refusal(e);
    }
  }

  private record Loaded(OnnxRuntime runtime) implements Net {
    @Override
    public Map<String, List<SuiteTensor>> answers(List<SuiteTensor> inputs) throws Refusal {
      OrtSession session = runtime.session();
      Map<String, OnnxTensor> tensors = new HashMap<>();
      try {
        int i = 0;
        for (String name : session.getInputNames()) {
          tensors.put(name, tensor(inputs.get(i++)));
        }
        try (OrtSession.Result result = session.run(tensors)) {
          List<SuiteTensor> outputs = new ArrayList<>();
          for (Map.Entry<String, OnnxValue> each : result) {
            outputs.add(read(each.getKey(), each.getValue()));
          }
          return Map.of("ONNX Runtime", outputs);
        }
      } catch (OrtException e) {
        throw new Refusal(e);
      } finally {
        tensors.values().forEach(OnnxTensor::close);
      }
    }

    @Override
    public void close() throws Refusal {
      try {
        runtime.close();
      } catch (OrtException e) {
        throw new Refusal(e);
      }
    }
  }

  private static OnnxTensor tensor(SuiteTensor values) throws OrtException {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(values.bytes().length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(values.bytes()).flip();
    long[] shape = values.dims().stream().mapToLong(d -> d).toArray();
    OnnxJavaType type = javaType(values.type());
    return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), buffer, shape, type);
  }

  private static SuiteTensor read(String name, OnnxValue value) throws Refusal {
    if (!(value instanceof OnnxTensor tensor)) {
      throw new Refusal("output '" + name + "' is no tensor");
    }
    TensorInfo info = tensor.getInfo();
    ByteBuffer buffer = tensor.getByteBuffer();
    if (buffer == null) {
      throw new Refusal("output '" + name + "' is text");
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    List<Long> dims = Arrays.stream(info.getShape()).boxed().toList();
    return new SuiteTensor(name, fileType(info), dims, bytes);
  }

  private static DataType fileType(TensorInfo info) {
    return DataType.valueOf(info.onnxType.name().substring(TYPE_PREFIX.length()));
  }

  private static OnnxJavaType javaType(DataType type) {
    return switch (type) {
      case FLOAT -> OnnxJavaType.FLOAT;
      case DOUBLE -> OnnxJavaType.DOUBLE;
      case FLOAT16 -> OnnxJavaType.FLOAT16;
      case BFLOAT16 -> OnnxJavaType.BFLOAT16;
      case BOOL -> OnnxJavaType.BOOL;
      case UINT8 -> OnnxJavaType.UINT8;
      case INT8 -> OnnxJavaType.INT8;
      case INT16 -> OnnxJavaType.INT16;
      case INT32 -> OnnxJavaType.INT32;
      case INT64 -> OnnxJavaType.INT64;
      default -> throw new IllegalArgumentException("elements of type " + type);
    };
  }
}
