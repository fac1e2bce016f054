package org.sparsevd.cli.sweep;

import java.io.IOException;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.sparsevd.cli.io.CliException;

/** Other machines that run tasks, as a room of its own offers where its libraries are there. */
public interface Cluster {
  /** A folder that all machines see. */
  interface Folder {
    /**
     * What a file holds.
     *
     * @param name below the folder, such as {@code run/report.json}
     * @return null if there is none
     */
    byte[] read(String name) throws IOException;

    /** Writes a file in place of the one that is there. */
    void write(String name, byte[] content) throws IOException;
  }

  /**
   * The folder of this name.
   *
   * @param name a URI, or a path of this machine
   * @throws IOException if no file system has it
   */
  Folder folder(String name) throws IOException;

  /** The {@code .onnx} files in a folder, or the one that is named; by URIs. */
  List<String> nets(String uri) throws IOException;

  /**
   * Runs these tasks, none of which is complete.
   *
   * @param master as the cluster names itself; null for the one that the process was submitted to
   * @param folder see {@link #folder}
   * @return how each ended, in their order
   * @throws CliException if the cluster gives up
   */
  List<Outcome> run(List<Task> tasks, String master, String folder, TaskListener listener)
      throws IOException, CliException;

  /** The cluster that is on the class path; null if none is. */
  static Cluster find() {
    try {
      return ServiceLoader.load(Cluster.class).findFirst().orElse(null);
    } catch (ServiceConfigurationError e) {
      // Named without its libraries: the same as none.
      return null;
    }
  }
}
