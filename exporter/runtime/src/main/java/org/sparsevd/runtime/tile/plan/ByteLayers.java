package org.sparsevd.runtime.tile.plan;

import java.util.List;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.runtime.level.WholeWeights;
import org.sparsevd.runtime.step.KernelStep;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.Tiling;
import org.sparsevd.runtime.tile.bytes.ByteBetween;
import org.sparsevd.runtime.tile.bytes.ByteConvolution;
import org.sparsevd.runtime.tile.bytes.ByteDepthwise;
import org.sparsevd.runtime.tile.bytes.ByteEnding;
import org.sparsevd.runtime.tile.bytes.ByteImage;
import org.sparsevd.runtime.tile.bytes.ByteLanes;
import org.sparsevd.runtime.tile.bytes.ByteLevels;
import org.sparsevd.runtime.tile.bytes.ByteMaximum;
import org.sparsevd.runtime.tile.bytes.ByteResidual;
import org.sparsevd.runtime.tile.bytes.step.ByteDepthTiles;
import org.sparsevd.runtime.tile.bytes.step.ByteMaxTiles;
import org.sparsevd.runtime.tile.bytes.step.ByteMean;
import org.sparsevd.runtime.tile.bytes.step.ByteTiles;
import org.sparsevd.runtime.tile.bytes.step.NarrowTiles;
import org.sparsevd.runtime.tile.bytes.step.WidenTiles;
import org.sparsevd.runtime.tile.step.JoinTiles;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/** Adds layers of 8 bits, and what lies between them and values in floats. */
final class ByteLayers {
  private final Model model;
  private final ByteChains chains;
  private final TileMemory memory;
  private final List<KernelStep> steps;
  private final PlainSlots plain;
  private final Map<Shape, Tiling> tilings;

  /**
   * Of a planner.
   *
   * @param steps of the plan
   * @param tilings of channels of a size
   */
  ByteLayers(
      Model model,
      ByteChains chains,
      TileMemory memory,
      List<KernelStep> steps,
      PlainSlots plain,
      Map<Shape, Tiling> tilings) {
    this.model = model;
    this.chains = chains;
    this.memory = memory;
    this.steps = steps;
    this.plain = plain;
    this.tilings = tilings;
  }

  /** Adds the steps of a layer, whose output has these tiles, and says what they are. */
  String step(TileLayer layer, Tiling tiling) {
    Op op = layer.head().op();
    if (op instanceof Op.Conv2d conv) {
      return convolution(layer, conv, tiling);
    }
    if (op instanceof Op.Quantize levels) {
      int channels = model.shape(layer.result()).dim(0);
      int slot = plain.slot(layer.head().inputs().get(0));
      memory.pack(new ByteImage(out(layer, tiling), channels, levels(levels)), slot);
      return "8-bit levels";
    }
    return op instanceof Op.MaxPool2d pool
        ? maximum(layer, pool.window(), tiling)
        : join(layer, tiling);
  }

  private String join(TileLayer layer, Tiling tiling) {
    Tiles[] parts = layer.head().inputs().stream().map(this::find).toArray(Tiles[]::new);
    memory.add(new JoinTiles(parts, out(layer, tiling)));
    return "8-bit concatenation";
  }

  private String convolution(TileLayer layer, Op.Conv2d conv, Tiling tiling) {
    String value = layer.head().inputs().get(0);
    int zero = chains.zero(value);
    Window window = conv.window();
    Tiles in = in(value, window, tiling);
    if (window.kernelHeight() > 1 || window.kernelWidth() > 1 || window.isPadded()) {
      memory.fill(in, ByteLanes.all(zero));
    }
    ByteEnding ending = ending(layer);
    Tiles out = out(layer, tiling);
    if (conv.groups() > 1) {
      memory.add(
          new ByteDepthTiles(
              new ByteDepthwise(
                  in,
                  out,
                  window.strideHeight(),
                  window.strideWidth(),
                  TileWindow.taps(window, in.tiling()),
                  WholeWeights.bytes(conv.weight()),
                  starts(conv.weight(), zero),
                  ending)));
      return "8-bit depthwise convolution";
    }
    int[] taps = TileWindow.taps(window, in.tiling());
    int stride = Math.max(window.strideHeight(), window.strideWidth());
    int filters = conv.weight().rows();
    int room = ByteConvolution.room(filters, in.channels(), taps.length, stride);
    memory.add(
        new ByteTiles(
            new ByteConvolution(
                in,
                out,
                window.strideHeight(),
                window.strideWidth(),
                taps,
                weights(conv.weight(), in.channels()),
                starts(conv.weight(), zero),
                ending,
                memory.scratch(Math.multiplyExact(room, tiling.lanes())))));
    String density = Math.round(100 * conv.weight().density()) + " % dense";
    return "8-bit convolution, " + density;
  }

  private String maximum(TileLayer layer, Window window, Tiling tiling) {
    Tiles in = in(layer.head().inputs().get(0), window, tiling);
    memory.fill(in, 0);
    int[] taps = TileWindow.taps(window, in.tiling());
    int height = window.strideHeight();
    int width = window.strideWidth();
    memory.add(new ByteMaxTiles(new ByteMaximum(in, out(layer, tiling), height, width, taps)));
    return "8-bit max pooling " + window.kernelHeight() + "x" + window.kernelWidth();
  }

  /** What a window slides over, in tiles that become these. */
  private Tiles in(String value, Window window, Tiling tiling) {
    find(value);
    Shape image = model.shape(value);
    Tiling wanted = TileWindow.before(window, image, tiling, TileWindow.halo(window));
    return memory.bytes().in(wanted, value);
  }

  private Tiles out(TileLayer layer, Tiling tiling) {
    String value = layer.result();
    int channels = model.shape(value).dim(0);
    return layer.findsBytes()
        ? memory.bytes().take(value, tiling, ByteLanes.planes(channels))
        : memory.floats().take(value, tiling, channels);
  }

  private ByteEnding ending(TileLayer layer) {
    Op.Affine affine = layer.bytes().affine();
    Op.Affine other = layer.bytes().other();
    Op.Quantize levels = layer.bytes().levels();
    Op.Quantize first = layer.bytes().between();
    ByteBetween between = null;
    if (first != null) {
      Op.Affine again = layer.bytes().again();
      between = new ByteBetween(levels(first), again.scale(), again.shift());
    }
    ByteResidual residual =
        other == null
            ? null
            : new ByteResidual(
                find(layer.residual()),
                chains.zero(layer.residual()),
                other.scale(),
                other.shift());
    return new ByteEnding(
        affine.scale(),
        affine.shift(),
        between,
        residual,
        layer.low(),
        layer.high(),
        levels == null ? null : levels(levels));
  }

  private static ByteLevels levels(Op.Quantize levels) {
    return new ByteLevels(levels.inverse(), levels.zero());
  }

  /** Four channels for each lane, those beyond the last with zeros. */
  private static byte[] weights(Tensor weight, int planes) {
    float[] values = weight.toArray();
    int channels = weight.shape().dim(1);
    int taps = weight.columns() / channels;
    byte[] weights = new byte[weight.rows() * planes * taps * ByteLanes.CHANNELS];
    for (int k = 0; k < values.length; k++) {
      int filter = k / weight.columns();
      int channel = k / taps % channels;
      int column = channel / ByteLanes.CHANNELS * taps + k % taps;
      int at = filter * planes * taps + column;
      weights[at * ByteLanes.CHANNELS + channel % ByteLanes.CHANNELS] = (byte) values[k];
    }
    return weights;
  }

  /** Bytes are levels plus zero, so sums begin with that much less. */
  private static int[] starts(Tensor weight, int zero) {
    float[] values = weight.toArray();
    int[] starts = new int[weight.rows()];
    for (int k = 0; k < values.length; k++) {
      starts[k / weight.columns()] -= zero * (int) values[k];
    }
    return starts;
  }

  /** A value in bytes, in the tiles of images of its size; it is made of floats where needed. */
  private Tiles find(String value) {
    Tiles found = memory.bytes().find(value);
    if (found != null) {
      return found;
    }
    Shape shape = model.shape(value);
    int channels = shape.dim(0);
    int zero = chains.zero(value);
    Tiling tiling = tilings.get(Shape.of(1, shape.dim(1), shape.dim(2)));
    Tiles floats = memory.floats().find(value);
    int slot = floats == null ? plain.slot(value) : -1;
    Tiles bytes = memory.bytes().take(value, tiling, ByteLanes.planes(channels));
    if (floats != null) {
      memory.add(new NarrowTiles(floats, bytes, zero));
    } else {
      // They are levels already, so that nothing happens to them but that they become bytes.
      memory.pack(new ByteImage(bytes, channels, new ByteLevels(1, zero)), slot);
    }
    return bytes;
  }

  /** Makes floats of a value in bytes. */
  void widen(String value, Tiles floats) {
    memory.add(new WidenTiles(memory.bytes().find(value), floats, chains.zero(value)));
  }

  /** Adds the mean of each channel, where the value lies in bytes. */
  boolean mean(String value, int slot) {
    Tiles bytes = memory.bytes().find(value);
    if (bytes == null || bytes.tiling().height() * bytes.tiling().width() > ByteMean.MOST_PIXELS) {
      return false;
    }
    int channels = model.shape(value).dim(0);
    int[] places = bytes.tiling().places();
    int zero = chains.zero(value);
    steps.add(new ByteMean(bytes, channels, zero, places, memory.slot(), slot));
    return true;
  }
}
