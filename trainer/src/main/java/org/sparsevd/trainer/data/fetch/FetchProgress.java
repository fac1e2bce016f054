package org.sparsevd.trainer.data.fetch;

/** Hears how fetching a data set goes on. */
public interface FetchProgress {
  /** Called again and again while the archive arrives; it starts where an earlier try ended. */
  void downloaded(long bytes, long of);

  /** Called when the archive is complete and has the right checksum. */
  void unpacking();
}
