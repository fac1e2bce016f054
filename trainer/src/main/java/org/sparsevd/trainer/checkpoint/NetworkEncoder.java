package org.sparsevd.trainer.checkpoint;

import java.util.List;
import org.sparsevd.model.Window;
import org.sparsevd.trainer.checkpoint.proto.FunctionKind;
import org.sparsevd.trainer.checkpoint.proto.LayerKind;
import org.sparsevd.trainer.checkpoint.proto.NetworkState;
import org.sparsevd.trainer.checkpoint.proto.WindowState;
import org.sparsevd.trainer.recipe.Function;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;

/** A network as messages; {@link NetworkDecoder} is the way back. */
final class NetworkEncoder implements LayerSpec.Cases<LayerKind.Builder> {
  private final LayerKind.Builder kind = LayerKind.newBuilder();

  static NetworkState encode(Network network) {
    NetworkState.Builder state = NetworkState.newBuilder().setName(network.name());
    for (int dim : network.input().toArray()) {
      state.addInput(dim);
    }
    boolean chain = network.isChain();
    for (int i = 0; i < network.layers().size(); i++) {
      LayerKind.Builder layer = network.layers().get(i).as(new NetworkEncoder());
      if (!chain) {
        network.inputs().get(i).forEach(input -> layer.addInputs(input + 1));
      }
      state.addLayers(layer);
    }
    return state.build();
  }

  private static WindowState window(Window w) {
    return WindowState.newBuilder()
        .addAllKernel(List.of(w.kernelHeight(), w.kernelWidth()))
        .addAllStride(List.of(w.strideHeight(), w.strideWidth()))
        .addAllDilation(List.of(w.dilationHeight(), w.dilationWidth()))
        .addAllPadding(List.of(w.padTop(), w.padLeft(), w.padBottom(), w.padRight()))
        .build();
  }

  @Override
  public LayerKind.Builder dense(LayerSpec.Dense dense) {
    kind.getDenseBuilder().setName(dense.name()).setOutputs(dense.outputs());
    return kind;
  }

  @Override
  public LayerKind.Builder conv2d(LayerSpec.Conv2d conv) {
    LayerKind.Conv2d.Builder state =
        kind.getConv2DBuilder().setName(conv.name()).setFilters(conv.filters());
    Window w = conv.window();
    if (w.equals(Window.square(w.kernelHeight(), w.padTop()))) {
      state.setKernel(w.kernelHeight()).setPadding(w.padTop());
    } else {
      state.setWindow(window(w));
    }
    if (conv.groups() > 1) {
      state.setGroups(conv.groups());
    }
    return kind;
  }

  @Override
  public LayerKind.Builder batchNorm(LayerSpec.BatchNorm norm) {
    return kind.setBatchNorm(LayerKind.BatchNorm.getDefaultInstance());
  }

  @Override
  public LayerKind.Builder dropout(LayerSpec.Dropout dropout) {
    kind.getDropoutBuilder().setRate(dropout.rate());
    return kind;
  }

  @Override
  public LayerKind.Builder maxPool2d(LayerSpec.MaxPool2d pool) {
    int size = pool.window().kernelHeight();
    if (pool.window().equals(Window.pooling(size))) {
      kind.getMaxPool2DBuilder().setSize(size);
    } else {
      kind.getMaxPool2DBuilder().setWindow(window(pool.window()));
    }
    return kind;
  }

  @Override
  public LayerKind.Builder averagePool2d(LayerSpec.AveragePool2d pool) {
    kind.getAveragePool2DBuilder()
        .setWindow(window(pool.window()))
        .setCountPadding(pool.countPadding());
    return kind;
  }

  @Override
  public LayerKind.Builder globalAveragePool(LayerSpec.GlobalAveragePool pool) {
    return kind.setGlobalAveragePool(LayerKind.GlobalAveragePool.getDefaultInstance());
  }

  @Override
  public LayerKind.Builder relu(LayerSpec.Relu relu) {
    return kind.setRelu(LayerKind.Relu.getDefaultInstance());
  }

  @Override
  public LayerKind.Builder pointwise(LayerSpec.Pointwise f) {
    kind.getPointwiseBuilder()
        .setFunction(function(f.function()))
        .setFirst(f.first())
        .setSecond(f.second());
    return kind;
  }

  private static FunctionKind function(Function function) {
    return switch (function) {
      case LEAKY_RELU -> FunctionKind.FUNCTION_KIND_LEAKY_RELU;
      case CLAMP -> FunctionKind.FUNCTION_KIND_CLAMP;
      case HARD_SWISH -> FunctionKind.FUNCTION_KIND_HARD_SWISH;
      case SILU -> FunctionKind.FUNCTION_KIND_SILU;
      case SIGMOID -> FunctionKind.FUNCTION_KIND_SIGMOID;
      case TANH -> FunctionKind.FUNCTION_KIND_TANH;
    };
  }

  @Override
  public LayerKind.Builder flatten(LayerSpec.Flatten flatten) {
    return kind.setFlatten(LayerKind.Flatten.getDefaultInstance());
  }

  @Override
  public LayerKind.Builder add(LayerSpec.Add add) {
    return kind.setAdd(LayerKind.Add.getDefaultInstance());
  }

  @Override
  public LayerKind.Builder concat(LayerSpec.Concat concat) {
    return kind.setConcat(LayerKind.Concat.getDefaultInstance());
  }
}
