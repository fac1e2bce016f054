package org.sparsevd.report;

import java.util.List;
import org.sparsevd.report.film.Film;
import org.sparsevd.report.film.FilmFrame;
import org.sparsevd.report.film.FilmPicture;
import org.sparsevd.report.film.FilmStyle;
import org.sparsevd.report.film.FilmView;

/** A film of two frames with a caption that needs escaping. */
final class SampleFilm {
  private SampleFilm() {}

  static List<FilmPicture> pictures() {
    FilmView view = new FilmView("filters", "a <b> & 'c'", FilmStyle.SIGNED, 2, 2, 2);
    FilmFrame first = new FilmFrame(1, List.of(new float[] {1, -1, 0.5f, 0, 0, 0, 0, 2}));
    FilmFrame second = new FilmFrame(2, List.of(new float[] {1, 0, 0, 0, 0, 0, 0, 2}));
    return FilmPicture.of(new Film("run", 2, List.of(view), List.of(first, second)));
  }
}
