package org.sparsevd.cli.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.OutputFile;

/** The folder of one pipeline run and the files in it. */
public record RunFolder(Path path) {
  private static final String CHECKPOINT = "model.ckpt";
  private static final String SPVD = "model.spvd";
  private static final String ONNX = "model.onnx";
  private static final String SPARSE_ONNX = "model-sparse.onnx";
  private static final String SHRUNK_ONNX = "model-shrunk.onnx";
  private static final String JSON = "report.json";
  private static final String HTML = "report.html";

  public Path checkpoint() {
    return path.resolve(CHECKPOINT);
  }

  public Path spvd() {
    return path.resolve(SPVD);
  }

  public Path onnx() {
    return path.resolve(ONNX);
  }

  public Path sparseOnnx() {
    return path.resolve(SPARSE_ONNX);
  }

  public Path shrunkOnnx() {
    return path.resolve(SHRUNK_ONNX);
  }

  /** The forms of the net beside the checkpoint. */
  public List<Path> models() {
    return List.of(spvd(), onnx(), sparseOnnx(), shrunkOnnx());
  }

  /** Written last: a run with it is complete. */
  public Path json() {
    return path.resolve(JSON);
  }

  public Path html() {
    return path.resolve(HTML);
  }

  /** What a run derives from its checkpoint. */
  private List<Path> results() {
    List<Path> results = new ArrayList<>(List.of(json(), html()));
    results.addAll(models());
    results.addAll(new FilmFiles(checkpoint()).all());
    return results;
  }

  /**
   * Checks that a run may use the folder; changes nothing.
   *
   * @throws CliException if it is a file, or holds a run that the options do not allow to touch
   */
  public void check(boolean resume, boolean force) throws CliException {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw CliException.failure(path + " is a file, expected a folder");
    }
    if (resume) {
      if (!Files.exists(checkpoint())) {
        throw CliException.failure(
            "nothing to resume: " + checkpoint() + " does not exist; run without --resume");
      }
      if (Files.exists(json())) {
        throw CliException.failure("the run in " + path + " is complete; --force starts anew");
      }
    } else if (!force) {
      if (Files.exists(json())) {
        throw CliException.failure(path + " already has a run; --force overwrites it");
      }
      if (Files.exists(checkpoint())) {
        throw CliException.failure(
            path + " has an unfinished run; --resume goes on, --force starts anew");
      }
      for (Path file : results()) {
        if (Files.exists(file)) {
          throw CliException.failure(file + " exists; --force overwrites it");
        }
      }
    }
  }

  /**
   * Makes the folder where it is missing.
   *
   * @throws CliException if it cannot be made or written to
   */
  public void make() throws CliException {
    OutputFile.makeFolder(path);
  }

  /** Removes an earlier run, so that its results are not taken for those of the one that begins. */
  public void clear() throws IOException {
    Files.deleteIfExists(checkpoint());
    for (Path file : results()) {
      Files.deleteIfExists(file);
    }
  }
}
