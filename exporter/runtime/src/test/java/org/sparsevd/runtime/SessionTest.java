package org.sparsevd.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;

class SessionTest {
  private final SparseModel model =
      SparseModel.of(new Model.Chain("net", Shape.of(6)).add("relu", new Op.Relu()).build());

  @Test
  void refusesArraysOfTheWrongLength() {
    Session session = model.newSession();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session.run(new float[5], new float[6]))
        .withMessage("input must have 6 values, found 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session.run(new float[6], new float[7]))
        .withMessage("output must have 6 values, found 7");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session.run(new float[17], 3, new float[18]))
        .withMessage("inputs must have 3 x 6 values or more, found 17");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session.run(new byte[18], 3, new float[17]))
        .withMessage("outputs must have 3 x 6 values or more, found 17");
  }

  @Test
  void refusesABatchOutOfRange() {
    Session session = model.newSession(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session.run(new float[18], 3, new float[18]))
        .withMessage("batch must be 1 to 2, found 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session.run(new float[18], 0, new float[18]))
        .withMessage("batch must be 1 to 2, found 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.newSession(0))
        .withMessage("maxBatch must be at least 1, found 0");
  }

  @Test
  void leavesTheRestOfTheOutputAlone() {
    float[] outputs = new float[20];
    outputs[18] = -5;
    model.newSession().run(new float[30], 3, outputs);
    assertThat(outputs[18]).isEqualTo(-5);
  }

  static Model lenet(Random random, double density) {
    return new Model.Chain("lenet", Shape.of(1, 28, 28))
        .add("conv1", RandomModels.convolution(random, density, Shape.of(5, 1, 5, 5)))
        .add("relu1", new Op.Relu())
        .add("pool1", new Op.MaxPool2d(Window.pooling(2)))
        .add("conv2", RandomModels.convolution(random, 0.1, Shape.of(7, 5, 5, 5)))
        .add("pool2", new Op.MaxPool2d(Window.pooling(2)))
        .add("flatten", new Op.Flatten())
        .add("fc1", RandomModels.dense(random, 0.1, Shape.of(30, 112)))
        .add("relu2", new Op.Relu())
        .add("fc2", RandomModels.dense(random, 0.9, Shape.of(10, 30)))
        .build();
  }

  /** While they run, the model moves from its first kernels to the final ones. */
  @Test
  void threadsShareAModel() throws Exception {
    Model net = lenet(new Random(5), 0.9);
    int inputs = 60;
    float[] input = RandomModels.floats(new Random(6), inputs * net.inputShape().size());
    float[] expected = new float[inputs * net.outputShape().size()];
    SparseModel.of(net).newSession().run(input, inputs, expected);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 5; round++) {
        SparseModel shared = SparseModel.of(net);
        Callable<float[]> caller =
            () -> {
              Session session = shared.newSession();
              float[] found = new float[expected.length];
              for (int i = 0; i < inputs; i++) {
                session.run(input, i, 1, found);
              }
              return found;
            };
        for (Future<float[]> found : threads.invokeAll(Collections.nCopies(4, caller))) {
          assertThat(found.get()).as("round %d", round).containsExactly(expected);
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * In processes of their own: which methods the JIT inlines, and so whether vectors are objects,
   * depends on all that a JVM has run before. It is free to decide otherwise once, not each time.
   */
  @ParameterizedTest
  @CsvSource({
    "scalar,dense",
    "vector,dense",
    "vector,sparse",
    "vector,deep",
    "vector,resnet",
    "vector,mobilenet",
    "vector,vgg",
    "vector,convnext"
  })
  void allocatesNothingPerCall(String kernels, String net)
      throws IOException, InterruptedException {
    long allocated = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 3 && allocated > 0; attempt++) {
      allocated = AllocationProbe.inOwnProcess(kernels, net);
    }
    assertThat(allocated).isZero();
  }
}
