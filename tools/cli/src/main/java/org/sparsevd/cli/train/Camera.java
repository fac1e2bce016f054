package org.sparsevd.cli.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.sparsevd.report.film.Film;
import org.sparsevd.report.film.FilmFrame;
import org.sparsevd.report.film.FilmStyle;
import org.sparsevd.report.film.FilmView;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.checkpoint.Decisions;
import org.sparsevd.trainer.checkpoint.LayerState;

/**
 * Takes the frames of a run's film: what the threshold keeps of the first layer, and of a piece out
 * of the middle of the first dense layer. Of a first layer that is dense it counts the weights that
 * every pixel of the input keeps.
 */
final class Camera {
  /** Rows and columns of the piece, at most; filters, at most. */
  private static final int PIECE = 100;

  private static final int MOST_FILTERS = 400;

  private final List<View> views = new ArrayList<>();

  /** Takes the values of one view out of the weights that are kept. */
  private interface Lens {
    float[] values(float[] kept);
  }

  private record View(FilmView view, int layer, Lens lens) {}

  /** A camera for runs of this network. */
  Camera(Checkpoint state) {
    List<LayerState> layers = state.layers();
    LayerState first = layers.get(0);
    if (first.shape().length == 4) {
      filters(first);
    } else {
      pixels(first, state.dataset().shape());
    }
    for (int l = 0; l < layers.size(); l++) {
      if (layers.get(l).shape().length == 2) {
        piece(l, layers.get(l));
        break;
      }
    }
  }

  /** Whether there is anything to see. */
  boolean sees() {
    return !views.isEmpty();
  }

  /** A film without frames. */
  Film film(Checkpoint state) {
    String run =
        state.recipe().network().name()
            + ", seed "
            + state.seed()
            + ", data "
            + state.dataset().sha256();
    List<FilmView> seen = views.stream().map(View::view).toList();
    return new Film(run, state.recipe().epochs(), seen, List.of());
  }

  FilmFrame frame(Checkpoint state) {
    List<float[]> values = new ArrayList<>();
    Decisions decisions = new Decisions(state.recipe());
    for (View view : views) {
      float[] kept = kept(decisions, view.layer, state.layers().get(view.layer));
      values.add(view.lens.values(kept));
    }
    return new FilmFrame(state.epoch(), values);
  }

  /** The means with 0 for what is absent or left out by the threshold. */
  private static float[] kept(Decisions decisions, int number, LayerState layer) {
    float[] kept = layer.remainingWeight();
    BitSet left = decisions.kept(number, layer);
    for (int i = 0; i < kept.length; i++) {
      kept[i] = left.get(i) ? kept[i] : 0;
    }
    return kept;
  }

  private void filters(LayerState layer) {
    int height = layer.shape()[2];
    int width = layer.shape()[3];
    int planes = layer.shape()[0] * layer.shape()[1];
    int tiles = Math.min(planes, Math.min(MOST_FILTERS, FilmView.most(height, width)));
    if (tiles == 0) {
      return;
    }
    String caption =
        "Filters of " + name(layer) + ": red above zero, blue below, empty where it is zero";
    FilmView view = new FilmView("filters", caption, FilmStyle.SIGNED, tiles, height, width);
    views.add(new View(view, 0, kept -> Arrays.copyOf(kept, view.size())));
  }

  private void pixels(LayerState layer, Shape image) {
    int inputs = layer.shape()[1];
    int height = image.dim(image.rank() - 2);
    int width = image.dim(image.rank() - 1);
    if (FilmView.most(height, width) == 0 || image.size() != inputs) {
      return;
    }
    int size = height * width;
    String caption = "How many weights of " + name(layer) + " each pixel keeps";
    FilmView view = new FilmView("pixels", caption, FilmStyle.COUNT, 1, height, width);
    views.add(
        new View(
            view,
            0,
            kept -> {
              float[] counts = new float[size];
              for (int i = 0; i < kept.length; i++) {
                counts[i % inputs % size] += kept[i] == 0 ? 0 : 1;
              }
              return counts;
            }));
  }

  private void piece(int index, LayerState layer) {
    int inputs = layer.shape()[1];
    int rows = Math.min(PIECE, layer.shape()[0]);
    int columns = Math.min(PIECE, inputs);
    int top = (layer.shape()[0] - rows) / 2;
    int left = (inputs - columns) / 2;
    String caption =
        String.format(
            Locale.ROOT,
            "|W| of %s, outputs %d to %d and inputs %d to %d",
            name(layer),
            top + 1,
            top + rows,
            left + 1,
            left + columns);
    FilmView view = new FilmView("weights", caption, FilmStyle.MAGNITUDE, 1, rows, columns);
    views.add(
        new View(
            view,
            index,
            kept -> {
              float[] sizes = new float[rows * columns];
              for (int i = 0; i < sizes.length; i++) {
                sizes[i] = Math.abs(kept[(top + i / columns) * inputs + left + i % columns]);
              }
              return sizes;
            }));
  }

  /** Names of layers may be as long as frameworks give them. */
  private static String name(LayerState layer) {
    String name = layer.name();
    return name.length() <= 60 ? name : "..." + name.substring(name.length() - 57);
  }
}
