package org.sparsevd.trainer.checkpoint;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.checkpoint.proto.FunctionKind;
import org.sparsevd.trainer.checkpoint.proto.LayerKind;
import org.sparsevd.trainer.checkpoint.proto.NetworkState;
import org.sparsevd.trainer.checkpoint.proto.WindowState;
import org.sparsevd.trainer.recipe.Function;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;

/** Messages as a network; what is no network is refused as {@link StateDecoder} says. */
final class NetworkDecoder {
  private NetworkDecoder() {}

  static Network decode(NetworkState state) {
    List<LayerSpec> layers = new ArrayList<>();
    List<List<Integer>> inputs = new ArrayList<>();
    boolean chain = true;
    for (LayerKind layer : state.getLayersList()) {
      layers.add(layer(layer));
      inputs.add(layer.getInputsList().stream().map(i -> i - 1).toList());
      chain &= layer.getInputsCount() == 0;
    }
    Shape input = Shape.of(state.getInputList().stream().mapToInt(Integer::intValue).toArray());
    return chain
        ? new Network(state.getName(), input, layers)
        : new Network(state.getName(), input, layers, inputs);
  }

  private static LayerSpec layer(LayerKind state) {
    return switch (state.getKindCase()) {
      case DENSE -> new LayerSpec.Dense(state.getDense().getName(), state.getDense().getOutputs());
      case CONV2D -> conv2d(state.getConv2D());
      case MAX_POOL2D ->
          state.getMaxPool2D().hasWindow()
              ? new LayerSpec.MaxPool2d(window(state.getMaxPool2D().getWindow()))
              : new LayerSpec.MaxPool2d(state.getMaxPool2D().getSize());
      case RELU -> new LayerSpec.Relu();
      case FLATTEN -> new LayerSpec.Flatten();
      case BATCH_NORM -> new LayerSpec.BatchNorm();
      case DROPOUT -> new LayerSpec.Dropout(state.getDropout().getRate());
      case AVERAGE_POOL2D ->
          new LayerSpec.AveragePool2d(
              window(state.getAveragePool2D().getWindow()),
              state.getAveragePool2D().getCountPadding());
      case GLOBAL_AVERAGE_POOL -> new LayerSpec.GlobalAveragePool();
      case POINTWISE ->
          new LayerSpec.Pointwise(
              function(state.getPointwise().getFunction()),
              state.getPointwise().getFirst(),
              state.getPointwise().getSecond());
      case ADD -> new LayerSpec.Add();
      case CONCAT -> new LayerSpec.Concat();
      case KIND_NOT_SET -> throw new IllegalArgumentException("a layer of unknown kind");
    };
  }

  private static LayerSpec conv2d(LayerKind.Conv2d state) {
    String name = state.getName();
    int groups = Math.max(1, state.getGroups());
    LayerSpec.Conv2d square = null;
    if (!state.hasWindow()) {
      square =
          new LayerSpec.Conv2d(name, state.getFilters(), state.getKernel(), state.getPadding());
    }
    if (square != null && groups == 1) {
      return square;
    }
    Window window = square == null ? window(state.getWindow()) : square.window();
    return new LayerSpec.Conv2d(name, state.getFilters(), window, groups);
  }

  private static Window window(WindowState state) {
    if (state.getKernelCount() != 2
        || state.getStrideCount() != 2
        || state.getDilationCount() != 2
        || state.getPaddingCount() != 4) {
      throw new IllegalArgumentException("a window without height and width");
    }
    return new Window(
        state.getKernel(0),
        state.getKernel(1),
        state.getStride(0),
        state.getStride(1),
        state.getDilation(0),
        state.getDilation(1),
        state.getPadding(0),
        state.getPadding(1),
        state.getPadding(2),
        state.getPadding(3));
  }

  private static Function function(FunctionKind kind) {
    return switch (kind) {
      case FUNCTION_KIND_LEAKY_RELU -> Function.LEAKY_RELU;
      case FUNCTION_KIND_CLAMP -> Function.CLAMP;
      case FUNCTION_KIND_HARD_SWISH -> Function.HARD_SWISH;
      case FUNCTION_KIND_SILU -> Function.SILU;
      case FUNCTION_KIND_SIGMOID -> Function.SIGMOID;
      case FUNCTION_KIND_TANH -> Function.TANH;
      case FUNCTION_KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("a function of unknown kind");
    };
  }
}
