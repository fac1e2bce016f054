package org.sparsevd.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.runtime.kernel.KernelLookup;
import org.sparsevd.runtime.kernel.ScalarKernels;
import org.sparsevd.runtime.plan.Planner;
import org.sparsevd.tensor.Shape;

/** Images in tiles, which small nets do not use by themselves. */
class TilesTest {
  private static final String TILES = "sparsevd.tiles";
  private static final int MODELS = 150;

  @BeforeEach
  void force() {
    System.setProperty(TILES, "always");
  }

  @AfterEach
  void choose() {
    System.clearProperty(TILES);
  }

  @Test
  void resultsHaveTheBitsOfPlainKernelsAndAgreeWithTheDefinition() {
    int inTiles = 0;
    for (long seed = 0; seed < MODELS; seed++) {
      Model model = TiledModels.of(new Random(seed));
      SparseModel tiled = SparseModel.of(model, KernelLookup.find("vector"));
      inTiles += tiled.kernels().stream().anyMatch(note -> note.contains("tiles")) ? 1 : 0;
      SparseModel plain = SparseModel.of(model, new ScalarKernels(true));
      float[] input = RandomModels.floats(new Random(seed), model.inputShape().size());
      float[] found = run(tiled, input);
      assertThat(found).as("seed %s", seed).isEqualTo(run(plain, input));
      float[] defined = new Interpreter(model).run(input);
      for (int i = 0; i < found.length; i++) {
        float tolerance = 1e-3f * (1 + Math.abs(defined[i]));
        assertThat(found[i])
            .as("seed %s, output %s", seed, i)
            .isEqualTo(defined[i], within(tolerance));
      }
    }
    assertThat(inTiles).isGreaterThan(MODELS / 2);
  }

  /** The images of all layers together would not be one array: such a net runs row by row. */
  @Test
  void imagesThatAreTooLargeDoNotLieInTiles() {
    Shape input = Shape.of(1, 4096, 4096);
    Model.Chain net = new Model.Chain("large", input);
    for (int i = 0; i < 20; i++) {
      net.add("conv" + i, RandomModels.convolution(new Random(i), 1, Shape.of(1, 1, 1, 1)));
    }
    Model model = net.build();
    assertThat(notes(model)).noneMatch(note -> note.contains("tiles"));
    Model one =
        new Model.Chain("one", input)
            .add("conv", RandomModels.convolution(new Random(1), 1, Shape.of(1, 1, 1, 1)))
            .build();
    assertThat(notes(one)).anyMatch(note -> note.contains("tiles"));
  }

  private static Iterable<String> notes(Model model) {
    return Planner.plan(model, KernelLookup.find("vector"), 1).notes().values();
  }

  /** A net whose last layer lies in tiles has to put its result elsewhere. */
  @Test
  void resultsThatLieInTilesAreHandedOut() {
    Shape input = Shape.of(3, 20, 17);
    Model model =
        new Model.Chain("images", input)
            .add("conv", RandomModels.convolution(new Random(1), 4, Shape.of(4, 3, 1, 1)))
            .build();
    float[] image = RandomModels.floats(new Random(2), input.size());
    assertThat(run(SparseModel.of(model, KernelLookup.find("vector")), image))
        .isEqualTo(run(SparseModel.of(model, new ScalarKernels(true)), image));
  }

  /** A single channel has a window of its own, and something is added to it all the same. */
  @Test
  void sumsOfSingleChannelsAreNotLost() {
    Random random = new Random(3);
    Op.Conv2d weights = (Op.Conv2d) RandomModels.convolution(random, 1, Shape.of(1, 1, 5, 5));
    Window window = new Window(5, 5, 1, 1, 1, 1, 2, 2, 2, 2);
    Shape input = Shape.of(1, 9, 30);
    Model model =
        new Model(
            "sum",
            input,
            List.of(
                new Node(
                    "conv",
                    new Op.Conv2d(weights.weight(), weights.bias(), window, 1),
                    List.of(Model.INPUT)),
                new Node("sum", new Op.Add(), List.of("conv", Model.INPUT))),
            "sum",
            Map.of());
    SparseModel tiled = SparseModel.of(model, KernelLookup.find("vector"));
    assertThat(tiled.kernels()).anyMatch(note -> note.contains("tiles"));
    float[] image = RandomModels.floats(random, input.size());
    assertThat(run(tiled, image))
        .isEqualTo(run(SparseModel.of(model, new ScalarKernels(true)), image));
  }

  /** What lies in the memory of a session from the call before must not matter. */
  @Test
  void everyCallOfASessionFindsTheSame() {
    for (long seed = 0; seed < 20; seed++) {
      Model model = TiledModels.of(new Random(seed));
      SparseModel tiled = SparseModel.of(model, KernelLookup.find("vector"));
      Session session = tiled.newSession();
      float[] input = RandomModels.floats(new Random(seed), model.inputShape().size());
      float[] first = new float[tiled.outputSize()];
      session.run(input, first);
      float[] large = new float[input.length];
      Arrays.fill(large, 1e30f);
      session.run(large, new float[first.length]);
      float[] again = new float[first.length];
      session.run(input, again);
      assertThat(again).as("seed %s", seed).isEqualTo(first);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void everyWidthOfVectorsFindsTheSame(int bits) throws Exception {
    String printed =
        OwnJvm.run(
            List.of("-Dsparsevd.vectorBits=" + bits, "-D" + TILES + "=always"),
            WidthProbe.class,
            "tiles");
    assertThat(printed).isEqualTo(WidthProbe.tiled(new ScalarKernels(true)).strip());
  }

  private static float[] run(SparseModel model, float[] input) {
    float[] output = new float[model.outputSize()];
    model.newSession().run(input, output);
    return output;
  }
}
