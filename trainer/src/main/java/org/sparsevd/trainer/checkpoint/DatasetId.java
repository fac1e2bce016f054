package org.sparsevd.trainer.checkpoint;

import org.sparsevd.model.Shape;
import org.sparsevd.trainer.data.Dataset;

/**
 * Which data a run was trained on.
 *
 * @param shape {@code [channels, height, width]} of one image
 * @param sha256 see {@link Dataset}
 */
public record DatasetId(String name, Shape shape, int classes, String sha256) {
  public DatasetId {
    if (classes < 1) {
      throw new IllegalArgumentException("data set needs at least 1 class, found " + classes);
    }
  }

  public static DatasetId of(Dataset dataset) {
    return new DatasetId(dataset.name(), dataset.shape(), dataset.classes(), dataset.sha256());
  }
}
