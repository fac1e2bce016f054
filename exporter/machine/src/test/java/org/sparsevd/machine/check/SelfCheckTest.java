package org.sparsevd.machine.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparsevd.machine.code.Width;
import org.sparsevd.machine.patch.PatchLayer;
import org.sparsevd.machine.tile.CellCompiler;
import org.sparsevd.runtime.layout.SparseFilters;
import org.sparsevd.runtime.level.LevelMatrix;
import org.sparsevd.runtime.machine.ImageFunction;
import org.sparsevd.runtime.machine.RowsFunction;
import org.sparsevd.runtime.machine.TileCode;
import org.sparsevd.runtime.machine.TileFunction;
import org.sparsevd.runtime.matrix.ColumnShares;
import org.sparsevd.runtime.matrix.MatrixKernels;
import org.sparsevd.runtime.matrix.PlainMatrices;
import org.sparsevd.runtime.tile.CellGroups;
import org.sparsevd.runtime.tile.CellSplit;
import org.sparsevd.runtime.tile.Ending;
import org.sparsevd.runtime.tile.Halo;
import org.sparsevd.runtime.tile.PairedFilters;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.bytes.ByteConvolution;
import org.sparsevd.runtime.tile.bytes.ByteDepthwise;
import org.sparsevd.runtime.tile.bytes.ByteImage;
import org.sparsevd.runtime.tile.bytes.ByteMaximum;

/** The check that precedes the first use of code for images. */
class SelfCheckTest {
  private static final TileCode GOOD = CellCompiler.of(Width.YMM, false);

  private static Optional<String> difference(TileCode code) {
    int lanes = Width.YMM.lanes();
    return SelfCheck.difference(code, lanes).or(() -> SelfCheck.byteDifference(code, lanes));
  }

  @Test
  void thisProcessorPasses() {
    assertThat(difference(GOOD)).isEmpty();
  }

  @Test
  void productsThatDifferInABitAreNamed() {
    MatrixKernels plain = new PlainMatrices(true);
    assertThat(MatrixCheck.difference(plain)).isEmpty();
    assertThat(MatrixCheck.difference(null)).isEmpty();
    assertThat(MatrixCheck.difference(new PlainMatrices(false))).contains("matrix products");
  }

  @Test
  void sharesThatDifferAreNamed() {
    MatrixKernels plain = new PlainMatrices(true);
    ColumnShares nothing = (scores, from, keys, mask, at) -> {};
    InvocationHandler wrong =
        (proxy, method, arguments) ->
            method.getName().equals("shares") ? nothing : method.invoke(plain, arguments);
    Class<?>[] types = {MatrixKernels.class};
    ClassLoader loader = MatrixKernels.class.getClassLoader();
    MatrixKernels code = (MatrixKernels) Proxy.newProxyInstance(loader, types, wrong);
    assertThat(MatrixCheck.difference(code)).contains("softmax down columns");
  }

  /** Else the check of patches would check something else. */
  @Test
  void everyProcessorChecksPatches() {
    for (Width width : new Width[] {Width.YMM, Width.ZMM}) {
      for (boolean vnni : new boolean[] {false, true}) {
        List<Object> made = new ArrayList<>();
        InvocationHandler answers =
            (proxy, method, arguments) -> {
              CellCompiler.of(width, vnni).bytes((ByteConvolution) arguments[0]).map(made::add);
              return Optional.empty();
            };
        Class<?>[] what = {TileCode.class};
        TileCode code =
            (TileCode) Proxy.newProxyInstance(getClass().getClassLoader(), what, answers);
        assertThat(PatchCheck.agrees(code, width.lanes())).isTrue();
        assertThat(made).hasOnlyElementsOfType(PatchLayer.class).hasSize(1);
      }
    }
  }

  /** Code of which one kind of layer changes a bit. */
  private record Broken(String kind) implements TileCode {
    private Optional<TileFunction> of(String what, Optional<TileFunction> good) {
      if (!what.equals(kind)) {
        return good;
      }
      TileFunction function = good.orElseThrow();
      return Optional.of(
          (memory, at) -> {
            function.run(memory, at);
            int last = at + memory.length - memory.length / 4;
            memory[last] = Float.intBitsToFloat(Float.floatToRawIntBits(memory[last]) ^ 1);
          });
    }

    @Override
    public Optional<TileFunction> sparse(
        SparseFilters filters,
        CellGroups groups,
        int stride,
        Ending ending,
        int sums,
        CellSplit split) {
      return of("sparse layers", GOOD.sparse(filters, groups, stride, ending, sums, split));
    }

    @Override
    public Optional<TileFunction> paired(
        PairedFilters filters,
        CellGroups groups,
        int stride,
        Ending ending,
        int sums,
        CellSplit split) {
      return of(
          "layers by pairs of filters", GOOD.paired(filters, groups, stride, ending, sums, split));
    }

    @Override
    public Optional<TileFunction> halo(Halo halo, Tiles tiles, float fill) {
      return GOOD.halo(halo, tiles, fill);
    }

    @Override
    public Optional<TileFunction> bytes(ByteConvolution layer) {
      return of("8-bit convolutions", GOOD.bytes(layer));
    }

    @Override
    public Optional<TileFunction> bytes(ByteDepthwise layer) {
      return of("8-bit depthwise convolutions", GOOD.bytes(layer));
    }

    @Override
    public Optional<TileFunction> bytes(ByteMaximum pooling) {
      return of("8-bit max pooling", GOOD.bytes(pooling));
    }

    @Override
    public Optional<ImageFunction> image(ByteImage image) {
      ImageFunction good = GOOD.image(image).orElseThrow();
      return Optional.of(
          (pixels, memory, at) ->
              of("8-bit images", Optional.of((all, start) -> good.run(pixels, all, start)))
                  .orElseThrow()
                  .run(memory, at));
    }

    @Override
    public Optional<RowsFunction> rows(LevelMatrix layer) {
      RowsFunction good = GOOD.rows(layer).orElseThrow();
      return Optional.of(
          (in, room, out) -> {
            good.run(in, room, out);
            out[out.length - 1] += "8-bit dense layers".equals(kind) ? 1 : 0;
          });
    }
  }

  @Test
  void codeThatDiffersInABitIsNamed() {
    for (String kind :
        new String[] {
          "sparse layers",
          "layers by pairs of filters",
          "8-bit convolutions",
          "8-bit depthwise convolutions",
          "8-bit max pooling",
          "8-bit dense layers",
          "8-bit images"
        }) {
      assertThat(difference(new Broken(kind))).contains(kind);
    }
  }
}
