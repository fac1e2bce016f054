package org.sparsevd.runtime.tile.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.sparsevd.model.Op;
import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.step.map.Affine;
import org.sparsevd.runtime.step.map.Bounds;
import org.sparsevd.runtime.step.map.ElementMap;
import org.sparsevd.runtime.step.map.HardGate;
import org.sparsevd.runtime.step.map.Leak;
import org.sparsevd.runtime.step.map.Levels;
import org.sparsevd.runtime.tile.Tiles;
import org.sparsevd.runtime.tile.step.MapTiles;
import org.sparsevd.vector.FloatLanes;

/** Functions of elements that are a few instructions; the others are called for each element. */
final class CellMaps {
  private static final VectorSpecies<Float> SPECIES = FloatLanes.SPECIES;
  private static final int LANES = SPECIES.length();

  private CellMaps() {}

  /** All channels of an image; halos are left out. */
  static void run(MapTiles step, float[] memory, int at, Share share) {
    Tiles in = step.in();
    Tiles out = step.out();
    int first = at + out.tiling().from(share);
    int length = out.tiling().to(share) - out.tiling().from(share);
    for (int c = 0; c < out.channels(); c++) {
      int channel = first + c * out.tiling().stride();
      int from = channel + in.start();
      if (step.hasRoom()) {
        int room = first + step.room();
        System.arraycopy(memory, from, memory, room, length);
        from = room;
      }
      apply(step.map(), c, memory, from, channel + out.start(), length);
    }
  }

  private static void apply(
      ElementMap map, int channel, float[] memory, int from, int to, int length) {
    if (map instanceof HardGate gate) {
      gate(gate, memory, from, to, length);
    } else if (map instanceof Leak leak) {
      float slope = leak.slope()[leak.slope().length == 1 ? 0 : channel];
      leak(slope, memory, from, to, length);
    } else if (map instanceof Bounds bounds) {
      bound(bounds.least(), bounds.most(), memory, from, to, length);
    } else if (map instanceof Affine affine) {
      affine(affine.scale()[channel], affine.shift()[channel], memory, from, to, length);
    } else if (map instanceof Levels levels) {
      levels(levels, channel, memory, from, to, length);
    } else {
      map.apply(channel, memory, from, memory, to, length);
    }
  }

  private static void gate(HardGate gate, float[] memory, int from, int to, int length) {
    float alpha = gate.alpha();
    float beta = gate.beta();
    for (int i = 0; i < length; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, memory, from + i);
      FloatVector y = x.mul(alpha).add(beta);
      y = y.blend(0, y.compare(VectorOperators.LE, 0));
      y = y.blend(1, y.compare(VectorOperators.GE, 1));
      y.intoArray(memory, to + i);
      if (gate.times()) {
        x.mul(y).intoArray(memory, to + i);
      }
    }
  }

  private static void leak(float slope, float[] memory, int from, int to, int length) {
    for (int i = 0; i < length; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, memory, from + i);
      FloatVector above = x.blend(0, x.compare(VectorOperators.LE, 0));
      FloatVector below = x.blend(0, x.compare(VectorOperators.GE, 0));
      above.add(below.mul(slope)).intoArray(memory, to + i);
    }
  }

  private static void bound(float least, float most, float[] memory, int from, int to, int length) {
    for (int i = 0; i < length; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, memory, from + i);
      x = x.blend(least, x.compare(VectorOperators.LE, least));
      x.blend(most, x.compare(VectorOperators.GE, most)).intoArray(memory, to + i);
    }
  }

  private static void affine(
      float scale, float shift, float[] memory, int from, int to, int length) {
    for (int i = 0; i < length; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, memory, from + i);
      x.mul(scale).add(shift).intoArray(memory, to + i);
    }
  }

  /** A comparison that does not hold for what is not a number leaves the least level. */
  private static void levels(
      Levels map, int channel, float[] memory, int from, int to, int length) {
    boolean plain = map.scale().length == 0;
    float scale = plain ? 1 : map.scale()[channel];
    float shift = plain ? -0f : map.shift()[channel];
    float inverse = map.levels().inverse();
    float most = map.levels().most();
    FloatVector least = FloatVector.broadcast(SPECIES, map.levels().least());
    for (int i = 0; i < length; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, memory, from + i);
      x = x.mul(scale).add(shift).mul(inverse);
      x = least.blend(x, x.compare(VectorOperators.GT, least));
      x = x.blend(most, x.compare(VectorOperators.GE, most));
      x.add(Op.Quantize.WHOLE).sub(Op.Quantize.WHOLE).intoArray(memory, to + i);
    }
  }
}
