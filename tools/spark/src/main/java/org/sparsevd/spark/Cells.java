package org.sparsevd.spark;

import org.apache.spark.ml.linalg.Vector;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.collection.Seq;

/** Cells of Spark's rows as numbers. */
final class Cells {
  private Cells() {}

  /** A cell that holds something else than the net takes; the message says what. */
  static final class Unfit extends Exception {
    private static final long serialVersionUID = 1;

    Unfit(String message) {
      super(message, null, false, false); // counted, not traced
    }
  }

  /** Takes a cell's numbers. */
  interface Numbers {
    void set(int index, double number) throws Unfit;
  }

  /**
   * Hands out a cell's numbers. What a sparse vector leaves out is not handed out: it is 0.
   *
   * @param cell an array or vector of numbers, raw bytes (0 to 255 each), or one number
   * @param count how many are expected
   * @param into gets each number that is there
   * @throws Unfit if the cell is null or holds another number of elements, or other elements
   */
  static void read(Object cell, int count, Numbers into) throws Unfit {
    if (cell == null) {
      throw new Unfit("null");
    }
    if (cell instanceof Seq<?> array) {
      expect("array", array.length(), count);
      Iterator<?> elements = array.iterator();
      for (int i = 0; i < count; i++) {
        into.set(i, number(elements.next()));
      }
    } else if (cell instanceof byte[] bytes) {
      expect("raw bytes", bytes.length, count);
      for (int i = 0; i < count; i++) {
        into.set(i, bytes[i] & 0xff);
      }
    } else if (cell instanceof Vector vector) {
      expect("vector", vector.size(), count);
      Iterator<Tuple2<Object, Object>> elements = vector.activeIterator();
      while (elements.hasNext()) {
        Tuple2<Object, Object> element = elements.next();
        into.set((Integer) element._1(), number(element._2()));
      }
    } else {
      expect("one " + cell.getClass().getSimpleName(), 1, count);
      into.set(0, number(cell));
    }
  }

  private static void expect(String what, int found, int count) throws Unfit {
    if (found != count) {
      throw new Unfit(what + ", " + found + " elements, expected " + count);
    }
  }

  private static double number(Object element) throws Unfit {
    if (element instanceof Number number) {
      return number.doubleValue();
    }
    if (element instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    if (element == null) {
      throw new Unfit("null within an array");
    }
    throw new Unfit(element.getClass().getSimpleName() + ", expected a number");
  }
}
