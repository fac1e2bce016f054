package org.sparsevd.onnx.suite;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.ImportOptions;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.read.OnnxImporter;

/**
 * Graphs of all general operators whose attributes, lists of numbers, shapes and names were
 * changed: each is a model or refused with a reason, in bounded memory. {@code -Dfuzz.mutations=N}
 * makes N; {@code -Dfuzz.seed=N} is the first seed.
 */
@Timeout(600)
class MutatedGraphsTest {
  private static final int MUTATIONS = Integer.getInteger("fuzz.mutations", 800);
  private static final long FIRST = Long.getLong("fuzz.seed", 0);

  /** Mutations of one graph, which takes longer to draw. */
  private static final int OF_EACH = 20;

  /** What a small file may ask for, several times over: it may be read by more than one reader. */
  private static final long MOST_BYTES = 1L << 30;

  private static final long[] ODD = {
    0,
    1,
    -1,
    2,
    7,
    -9,
    64,
    65536,
    1 << 20,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void endInAModelOrARefusal() throws IOException {
    int refused = 0;
    ModelProto drawn = null;
    for (int i = 0; i < MUTATIONS; i++) {
      long seed = FIRST + i;
      if (i % OF_EACH == 0) {
        drawn = ModelProto.parseFrom(TensorGraphs.draw(seed / OF_EACH).file());
      }
      Random random = new Random(seed);
      ModelProto.Builder mutated = drawn.toBuilder();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        change(mutated.getGraphBuilder(), random);
      }
      long before = THREADS.getCurrentThreadAllocatedBytes();
      refused += isRefused(mutated.build().toByteArray(), seed) ? 1 : 0;
      assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
          .as("bytes for mutation of seed %d", seed)
          .isLessThan(MOST_BYTES);
    }
    assertThat(refused).isBetween(MUTATIONS / 4, MUTATIONS - 1);
  }

  private static boolean isRefused(byte[] file, long seed) {
    try {
      Model model = OnnxImporter.read(file, ImportOptions.NONE.withMemory(0));
      Map<String, Integer> numbers = new HashMap<>();
      model.symbols().forEach(symbol -> numbers.put(symbol, 3));
      model.bind(numbers);
      return false;
    } catch (OnnxException | IllegalArgumentException | ArithmeticException e) {
      assertThat(e.getMessage()).as("seed %d", seed).isNotBlank();
      return true;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("mutation of seed " + seed + ": " + e, e);
    }
  }

  private static long odd(Random random) {
    return ODD[random.nextInt(ODD.length)];
  }

  private static void change(GraphProto.Builder graph, Random random) {
    NodeProto.Builder node = graph.getNodeBuilder(random.nextInt(graph.getNodeCount()));
    switch (random.nextInt(7)) {
      case 0, 1 -> changeAttribute(node, random);
      case 2 -> changeNumbers(graph, random);
      case 3 -> changeShape(graph, random);
      case 4 -> changeInput(graph, node, random);
      case 5 -> {
        if (random.nextBoolean() && node.getInputCount() > 0) {
          node.addInput(node.getInput(0));
        } else {
          node.addOutput("more" + random.nextInt(2));
        }
      }
      default -> {
        NodeProto other = graph.getNode(random.nextInt(graph.getNodeCount()));
        node.setOpType(other.getOpType());
      }
    }
  }

  private static void changeAttribute(NodeProto.Builder node, Random random) {
    if (node.getAttributeCount() == 0) {
      return;
    }
    AttributeProto.Builder attribute =
        node.getAttributeBuilder(random.nextInt(node.getAttributeCount()));
    switch (attribute.getType()) {
      case INT -> attribute.setI(odd(random));
      case FLOAT -> attribute.setF(random.nextBoolean() ? Float.NaN : odd(random));
      case INTS -> {
        int count = attribute.getIntsCount();
        if (count > 0 && random.nextBoolean()) {
          attribute.setInts(random.nextInt(count), odd(random));
        } else {
          for (int i = random.nextInt(12); i > 0; i--) {
            attribute.addInts(odd(random));
          }
        }
      }
      default -> attribute.setName(attribute.getName() + "x");
    }
  }

  /** Of a list that the graph stores, or of one of its extents. */
  private static void changeNumbers(GraphProto.Builder graph, Random random) {
    if (graph.getInitializerCount() == 0) {
      return;
    }
    TensorProto.Builder tensor =
        graph.getInitializerBuilder(random.nextInt(graph.getInitializerCount()));
    boolean list = tensor.getDataType() == TensorProto.DataType.INT64.getNumber();
    int count = tensor.getRawData().size() / Long.BYTES;
    if (list && count > 0) {
      long[] values = new long[count];
      tensor
          .getRawData()
          .asReadOnlyByteBuffer()
          .order(ByteOrder.LITTLE_ENDIAN)
          .asLongBuffer()
          .get(values);
      values[random.nextInt(count)] = odd(random);
      tensor.clearRawData();
      for (long value : values) {
        tensor.addInt64Data(value);
      }
    } else if (tensor.getDimsCount() > 0) {
      tensor.setDims(random.nextInt(tensor.getDimsCount()), odd(random));
    } else {
      tensor.addDims(odd(random));
    }
  }

  private static void changeShape(GraphProto.Builder graph, Random random) {
    TensorShapeProto.Builder shape =
        graph
            .getInputBuilder(random.nextInt(graph.getInputCount()))
            .getTypeBuilder()
            .getTensorTypeBuilder()
            .getShapeBuilder();
    if (shape.getDimCount() == 0 || random.nextInt(4) == 0) {
      for (int i = random.nextInt(10); i > 0; i--) {
        shape.addDimBuilder().setDimValue(random.nextBoolean() ? 1 : odd(random));
      }
    } else if (random.nextBoolean()) {
      shape.getDimBuilder(random.nextInt(shape.getDimCount())).setDimValue(odd(random));
    } else {
      String[] names = {"n", "floor", "max", "batch", "1", "a b", ""};
      shape
          .getDimBuilder(random.nextInt(shape.getDimCount()))
          .setDimParam(names[random.nextInt(names.length)]);
    }
  }

  /** Another value of the graph, a later one among them, or none. */
  private static void changeInput(GraphProto.Builder graph, NodeProto.Builder node, Random random) {
    if (node.getInputCount() == 0) {
      return;
    }
    NodeProto other = graph.getNode(random.nextInt(graph.getNodeCount()));
    String[] names = {"", "gone", graph.getInput(0).getName(), other.getOutput(0)};
    node.setInput(random.nextInt(node.getInputCount()), names[random.nextInt(names.length)]);
  }
}
