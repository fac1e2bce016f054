package org.sparsevd.report.film;

import java.util.List;

/**
 * What a film keeps of an epoch.
 *
 * @param epoch counted from 1
 * @param values of each view of the film, tile by tile, row-major
 */
public record FilmFrame(int epoch, List<float[]> values) {
  public FilmFrame {
    values = List.copyOf(values);
  }
}
