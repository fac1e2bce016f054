package org.sparsevd.trainer.recipe;

import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;

/** What layers ask of the numbers that describe them, and of the images that they take. */
final class WindowRules {
  private WindowRules() {}

  static Shape slide(String what, Shape in, Window w) {
    int tall = (w.kernelHeight() - 1) * w.dilationHeight() + 1;
    int wide = (w.kernelWidth() - 1) * w.dilationWidth() + 1;
    image(what, in, tall - w.padTop() - w.padBottom(), wide - w.padLeft() - w.padRight());
    return Shape.of(in.dim(0), w.outputHeight(in.dim(1)), w.outputWidth(in.dim(2)));
  }

  static void image(String what, Shape in, int height, int width) {
    int least = Math.max(1, height);
    int narrowest = Math.max(1, width);
    if (in.rank() != 3 || in.dim(1) < least || in.dim(2) < narrowest) {
      throw new IllegalArgumentException(
          what + " takes images of at least " + least + "x" + narrowest + ", found " + in);
    }
  }

  static Window pooling(String what, int size) {
    positive("size of " + what, size);
    return Window.pooling(size);
  }

  /** Windows without a pixel of the image have no largest value and no mean. */
  static void checkPooling(Window w) {
    boolean sees =
        Math.max(w.padTop(), w.padBottom()) < w.kernelHeight()
            && Math.max(w.padLeft(), w.padRight()) < w.kernelWidth();
    if (!sees || w.dilationHeight() != 1 || w.dilationWidth() != 1) {
      throw new IllegalArgumentException(
          "pooling takes windows without dilation and padding below the kernel, found " + w);
    }
  }

  static void positive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be at least 1, found " + value);
    }
  }

  static void checkPadding(String name, Window w) {
    int tall = (w.kernelHeight() - 1) * w.dilationHeight() + 1;
    int wide = (w.kernelWidth() - 1) * w.dilationWidth() + 1;
    if (Math.max(w.padTop(), w.padBottom()) >= tall) {
      throw paddingOf(name, tall, Math.max(w.padTop(), w.padBottom()));
    }
    if (Math.max(w.padLeft(), w.padRight()) >= wide) {
      throw paddingOf(name, wide, Math.max(w.padLeft(), w.padRight()));
    }
  }

  static IllegalArgumentException paddingOf(String name, int reach, int found) {
    return new IllegalArgumentException(
        "padding of " + name + " must be 0 to " + (reach - 1) + ", found " + found);
  }
}
