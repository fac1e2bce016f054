package org.sparsevd.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparsevd.tensor.Shape;

class NetworkBuilderTest {
  private static NetworkBuilder builder() {
    return Network.builder("n", Shape.of(1, 28, 28));
  }

  @Test
  void buildsTheNetworksOfThePaper() {
    Network lenet5 =
        Network.builder("lenet-5", Shape.of(1, 28, 28))
            .conv2d(20, 5)
            .maxPool2d(2)
            .relu()
            .conv2d(50, 5)
            .maxPool2d(2)
            .relu()
            .flatten()
            .dense(500)
            .relu()
            .dense(10)
            .build();
    assertThat(lenet5).isEqualTo(Network.lenet5());
    for (Network network : new Network[] {Network.lenet300100(), Network.vggLike(1.5, 100)}) {
      NetworkBuilder builder = Network.builder(network.name(), network.input());
      network.layers().forEach(builder::add);
      assertThat(builder.build()).isEqualTo(network);
    }
  }

  @Test
  void refusesWhatCannotBeTrained() {
    refused(() -> builder().relu().build(), "has no layer with weights");
    refused(() -> builder().conv2d(3, 3).build(), "must end in one score per class, found [3, 26");
    refused(() -> builder().dense(3), "takes a vector");
    refused(() -> builder().maxPool2d(2), "max pooling must stand behind a convolution");
    refused(() -> builder().flatten().batchNorm(), "must stand behind a layer with weights");
    refused(() -> builder().flatten().dense(1 << 18), "2 GiB, which is some 88 million weights");
    refused(() -> Network.builder("", Shape.of(1, 2, 2)), "network name must be 1 to 64");
    refused(() -> Network.builder("n", Shape.of(4)), "takes images [channels, height, width]");
    refused(
        () -> builder().flatten().add(new LayerSpec.Dense("a", 2)).add(new LayerSpec.Dense("a", 2)),
        "there are two layers 'a'");
  }

  /**
   * 24 bytes and two bits a weight, 44 an output: the largest that stays below 2 GiB, and one more.
   */
  @Test
  void theLargestNetworkIsWhatACheckpointHolds() {
    int inputs = 784;
    long rest = Integer.MAX_VALUE - (1 << 24) - 8 * inputs - 512 - 16;
    int outputs = (int) (rest / (inputs * 24 + inputs / 4 + 44));
    assertThat((long) outputs * inputs).isBetween(87_500_000L, 88_000_000L);
    builder().flatten().dense(outputs);
    refused(() -> builder().flatten().dense(outputs + 1), "with layer 'fc1' the network has ");
    refused(
        () -> builder().flatten().dense(60_000).relu().dense(1000), "with layer 'fc2' the network");
    Network large =
        new Network(
            "n",
            Shape.of(1, 28, 28),
            List.of(new LayerSpec.Flatten(), new LayerSpec.Dense("fc1", outputs + 1)));
    refused(large::checkSize, "2 GiB");
    refused(() -> Network.vggLike(2.6, 10).checkSize(), "2 GiB");
    Network.vggLike(1.5, 100).checkSize();
    int most = Integer.MAX_VALUE;
    refused(() -> Network.builder("n", Shape.of(1, 9000, 9000)).flatten().dense(most), "2 GiB");
    refused(() -> builder().conv2d(1, 1 << 24, 1 << 23), "2 GiB");
    refused(() -> builder().conv2d(1, most, most / 2), "the kernel reaches over 2147483647");
  }

  private static void refused(Runnable building, String message) {
    assertThatThrownBy(building::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void presetsFitMoreClasses() {
    assertThat(Network.vggLike(1, 10).withClasses(100)).isEqualTo(Network.vggLike(1, 100));
    refused(
        () -> builder().flatten().dense(3).relu().build().withClasses(5),
        "does not end in a dense layer");
  }

  @Test
  void dropoutStandsInFrontOfDenseLayers() {
    Network dropping = Network.lenet5().withDropout(0.5);
    assertThat(dropping.layers().get(7)).isEqualTo(new LayerSpec.Dropout(0.5));
    assertThat(dropping.layers().get(10)).isEqualTo(new LayerSpec.Dropout(0.5));
    assertThat(dropping.layers()).hasSize(12);
    assertThat(dropping.withDropout(0.1)).isEqualTo(dropping);
    assertThat(Network.lenet300100().withDropout(0.5).layers()).hasSize(8);
    assertThat(dropping.outputShape()).isEqualTo(Shape.of(10));
    Network reading = dropping.withInputDropout(0.2);
    assertThat(reading.layers().get(0)).isEqualTo(new LayerSpec.Dropout(0.2));
    assertThat(reading.layers().subList(1, 13)).isEqualTo(dropping.layers());
    assertThat(reading.outputShape()).isEqualTo(Shape.of(10));
  }
}
