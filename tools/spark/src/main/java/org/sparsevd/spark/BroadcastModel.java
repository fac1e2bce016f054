package org.sparsevd.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.List;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.ValueInfo;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.text.TextEncoder;

/**
 * The bytes of a {@code .spvd} file. As a broadcast they reach each executor once, where the tasks
 * share one decoded net.
 */
final class BroadcastModel implements Serializable {
  private static final long serialVersionUID = 1;

  private final String name;
  private final byte[] file;
  private transient SparseModel model;
  private transient TextEncoder texts;

  /**
   * Decodes the file, so that a damaged one fails on the driver.
   *
   * @param name of the file, for messages
   * @throws IOException if it is damaged; names it
   */
  BroadcastModel(String name, byte[] file) throws IOException {
    this.name = name;
    this.file = file;
    try {
      decode();
      scorer();
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException(name + ": " + e.getMessage(), e);
    }
  }

  private void decode() throws IOException {
    if (SpvdFile.text(file) != null) {
      texts = TextEncoder.load(file);
    } else {
      model = SparseModel.load(file);
    }
  }

  byte[] file() {
    return file;
  }

  /** A new scorer, for one task. */
  synchronized Scorer scorer() {
    if (model == null && texts == null) {
      try {
        decode();
      } catch (IOException e) {
        throw new UncheckedIOException(name, e);
      }
    }
    if (texts != null) {
      return new TextScorer(texts.copy());
    }
    return isPlain() ? new PlainScorer(model) : new NamedScorer(model);
  }

  private boolean isPlain() {
    List<ValueInfo> inputs = model.inputs();
    List<ValueInfo> outputs = model.outputs();
    return model.isBatched()
        && inputs.size() == 1
        && outputs.size() == 1
        && model.symbols().isEmpty()
        && inputs.get(0).type() == ElementType.FLOAT
        && outputs.get(0).type() == ElementType.FLOAT;
  }

  boolean takesTexts() {
    return texts != null;
  }

  /** Names of what a row has to give. */
  List<String> inputs() {
    return takesTexts() ? List.of("text") : names(model.inputs());
  }

  /** Names of what comes out. */
  List<String> outputs() {
    return takesTexts() ? List.of("embedding") : names(model.outputs());
  }

  private static List<String> names(List<ValueInfo> values) {
    return values.stream().map(ValueInfo::name).toList();
  }
}
