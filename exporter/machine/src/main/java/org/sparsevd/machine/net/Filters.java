package org.sparsevd.machine.net;

import org.sparsevd.model.Op;
import org.sparsevd.tensor.Shape;

/**
 * A convolution of a chain, with the pooling by two and the rectifier that follow.
 *
 * @param name of its node
 * @param image the shape that it reads
 * @param pooled the shape that is left after pooling; null as long as none is known
 */
record Filters(String name, Op.Conv2d conv, Shape image, Shape pooled, boolean rectified) {

  /** Whether a single image can run through it in phases. */
  boolean isPlain() {
    var window = conv.window();
    return conv.groups() == 1
        && window.strideHeight() == 1
        && window.strideWidth() == 1
        && window.dilationHeight() == 1
        && window.dilationWidth() == 1;
  }

  Filters withPooling(Shape shape) {
    return new Filters(name, conv, image, shape, rectified);
  }

  Filters withRectifier() {
    return new Filters(name, conv, image, pooled, true);
  }
}
