package org.sparsevd.cli.sweep;

/** Hears how runs of a sweep go on; may be called from any thread. */
public interface TaskListener {
  /** A run begins, or goes on. */
  void started(Task task);

  /** An epoch of it is over, and its checkpoint may be on disk. */
  void epoch(Task task, int epoch, int epochs);

  /** A line about it that is no error. */
  void note(String line);

  void ended(Outcome outcome);
}
