package org.sparsevd.machine.net;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Width;

/** The convolutions of a chain: the images that they leave to each other, and their code. */
final class Images {
  /** Vectors that are multiplied and added up to which a net takes some microseconds. */
  private static final long MOST_PRODUCTS = 50_000;

  /** Bytes of all images that the first-level cache holds. */
  private static final long MOST_BYTES = 1 << 16;

  private static final int MOST_FILTERS = 4;

  private final List<Filters> filters;
  private final Assembler to;
  private final Width width;
  private final Memory memory;
  private final int floats;
  private final List<FiltersCode> codes = new ArrayList<>();
  private ImageCode image;

  /**
   * Filters, one behind the other; maybe none.
   *
   * @param floats bytes from the memory's beginning to the input
   */
  Images(List<Filters> filters, Assembler to, Width width, Memory memory, int floats) {
    this.filters = filters;
    this.to = to;
    this.width = width;
    this.memory = memory;
    this.floats = floats;
  }

  /** Whether an image runs through them in microseconds. */
  static boolean areSmall(List<Filters> filters, Width width) {
    if (filters.size() > MOST_FILTERS) {
      return false;
    }
    long products = 0;
    long bytes = 0;
    Memory room = new Memory();
    for (int i = 0; i < filters.size(); i++) {
      Filters each = filters.get(i);
      boolean pays = (long) each.image().size() * Float.BYTES <= MOST_BYTES;
      if (!pays || each.pooled().size() > MOST_BYTES) {
        return false;
      }
      Phases phases = Phases.read(each, 1 << filters.size() - i, width, room);
      products += FilterCode.products(each, phases);
      bytes += phases.bytes();
    }
    return products <= MOST_PRODUCTS && bytes <= MOST_BYTES;
  }

  /** Writes their code, and says where the values of the last image are. */
  int[] write() {
    Filters first = filters.get(0);
    Phases in = Phases.read(first, 1 << filters.size(), width, memory);
    image = new ImageCode(to, first, in, floats, memory.take(Float.BYTES));
    image.write();
    for (int i = 0; i < filters.size(); i++) {
      Filters each = filters.get(i);
      boolean last = i == filters.size() - 1;
      Phases out =
          last
              ? Phases.plain(each, memory)
              : Phases.read(filters.get(i + 1), in.count() / 2, width, memory);
      int room = memory.take((long) FilterCode.vectors(each, in) * width.bytes());
      PhaseEnding ending = new PhaseEnding(to, width, each, in, out, room);
      FiltersCode code =
          UnrolledFilters.pays(each, in)
              ? new UnrolledFilters(to, each, in, ending)
              : new FilterCode(to, width, each, in, ending);
      code.write();
      codes.add(code);
      in = out;
    }
    return places(in, filters.get(filters.size() - 1));
  }

  private static int[] places(Phases plain, Filters last) {
    int height = last.pooled().dim(1);
    int across = last.pooled().dim(2);
    int[] places = new int[last.pooled().size()];
    for (int i = 0; i < places.length; i++) {
      int row = plain.place(i / across / height, 0, 0) + plain.within(0, 0, i / across % height);
      places[i] = row + i % across * Float.BYTES;
    }
    return places;
  }

  /** What loops read, to be put behind the code. */
  void writeWords() {
    for (FiltersCode each : codes) {
      each.writeWords();
    }
    if (image != null) {
      image.writeWords();
    }
  }
}
