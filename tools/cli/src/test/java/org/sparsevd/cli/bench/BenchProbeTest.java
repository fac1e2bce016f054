package org.sparsevd.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.sparsevd.nets.LoadedNet;
import org.sparsevd.tensor.Shape;

class BenchProbeTest {
  /** A net whose every call takes longer than the measurement may. */
  private static final class Slow implements LoadedNet {
    private static final double SECONDS = 0.01;

    private int calls;

    @Override
    public Shape inputShape() {
      return Shape.of(1);
    }

    @Override
    public int inputSize() {
      return 1;
    }

    @Override
    public int outputSize() {
      return 1;
    }

    @Override
    public void answer(float[] inputs, int batch, float[] answers) {
      throw new AssertionError("pixels expected");
    }

    @Override
    public void answer(byte[] pixels, int batch, float[] answers) throws IOException {
      calls++;
      long end = System.nanoTime() + (long) (2 * SECONDS * 1e9);
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
    }

    @Override
    public void close() {
      throw new AssertionError("not ours to close");
    }
  }

  @Test
  void aCallThatIsLongerThanTheMeasurementIsMadeOnceToWarmUpAndOnceToMeasure() throws Exception {
    Slow net = new Slow();
    double nanos = BenchProbe.measure(net, 1, new byte[][] {{0}}, Slow.SECONDS);
    assertThat(net.calls).isEqualTo(2);
    assertThat(nanos).isGreaterThanOrEqualTo(2 * Slow.SECONDS * 1e9);
  }

  @Test
  void aCallThatIsLongerThanTheMeasurementIsMadeOnceToCountBytes() throws Exception {
    Slow net = new Slow();
    BenchProbe.allocated(net, 1, new byte[] {0}, Slow.SECONDS);
    assertThat(net.calls).isEqualTo(1);
  }
}
