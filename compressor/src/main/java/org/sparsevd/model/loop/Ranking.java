package org.sparsevd.model.loop;

/**
 * Which elements of a line are the best, in order: a heap of the best so far, the worst of them at
 * its root.
 *
 * @param count how many of them
 * @param largest whether larger ones are better; of equal ones earlier ones are
 */
public record Ranking(Lines lines, int count, boolean largest) {

  /** Leaves the indices of the best in {@code heap}, the best first. */
  public void run(float[] x, int line, float[] heap) {
    int size = 0;
    for (int i = 0; i < lines.length(); i++) {
      if (size < count) {
        heap[size] = i;
        rise(x, line, heap, size++);
      } else if (isWorse(x, line, heap[0], i)) {
        heap[0] = i;
        sink(x, line, heap, size);
      }
    }
    for (int end = size - 1; end > 0; end--) {
      float worst = heap[0];
      heap[0] = heap[end];
      heap[end] = worst;
      sink(x, line, heap, end);
    }
  }

  private boolean isWorse(float[] x, int line, float a, float b) {
    float first = x[lines.place(line, (int) a)];
    float second = x[lines.place(line, (int) b)];
    return first == second ? a > b : largest ? first < second : first > second;
  }

  private void rise(float[] x, int line, float[] heap, int from) {
    int at = from;
    while (at > 0 && isWorse(x, line, heap[at], heap[(at - 1) / 2])) {
      int parent = (at - 1) / 2;
      float own = heap[at];
      heap[at] = heap[parent];
      heap[parent] = own;
      at = parent;
    }
  }

  private void sink(float[] x, int line, float[] heap, int size) {
    int at = 0;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && isWorse(x, line, heap[child + 1], heap[child])) {
        child++;
      }
      if (!isWorse(x, line, heap[child], heap[at])) {
        return;
      }
      float own = heap[at];
      heap[at] = heap[child];
      heap[child] = own;
      at = child;
    }
  }
}
