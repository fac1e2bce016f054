package org.sparsevd.trainer.data;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.sparsevd.tensor.Shape;

/** A data set of four IDX files: images and labels for training and for testing. */
final class IdxDataset {
  private final IdxReader reader;
  private final Source source;

  private IdxDataset(Source source, MessageDigest digest) {
    this.reader = new IdxReader(digest);
    this.source = source;
  }

  /** Where the files come from. */
  interface Source {
    /**
     * Opens one file.
     *
     * @param prefix {@code train} or {@code t10k}
     * @param kind {@code images} or {@code labels}
     * @param rank dimensions of the file, part of its name
     */
    Stored open(String prefix, String kind, int rank) throws DatasetException;
  }

  /** An open file, its name for messages and its size as stored. */
  record Stored(String name, long size, InputStream content) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      content.close();
    }
  }

  /** Reads all four files; the data set's SHA-256 is over their unpacked content, in this order. */
  static Dataset read(String name, Source source) throws DatasetException {
    MessageDigest digest = Sha256.begin();
    IdxDataset files = new IdxDataset(source, digest);
    Images train = files.images("train");
    Images test = files.images("t10k");
    return Dataset.checked(name, train, test, Sha256.text(digest));
  }

  private Images images(String prefix) throws DatasetException {
    Part images = part(prefix, "images", 3);
    Part labels = part(prefix, "labels", 1);
    int[] dims = images.content.dims();
    int count = labels.content.dims()[0];
    if (dims[0] != count) {
      throw new DatasetException(
          labels.name
              + ": expected "
              + dims[0]
              + " labels as in "
              + images.name
              + ", found "
              + count);
    }
    return new Images(
        Shape.of(1, dims[1], dims[2]), images.content.values(), labels.content.values());
  }

  private record Part(String name, IdxReader.Content content) {}

  private Part part(String prefix, String kind, int rank) throws DatasetException {
    try (Stored stored = source.open(prefix, kind, rank)) {
      return new Part(stored.name, reader.read(stored.name, stored.size, stored.content, rank));
    } catch (DatasetException e) {
      throw e;
    } catch (IOException e) {
      throw new DatasetException(prefix + " " + kind + ": cannot be closed: " + e, e);
    }
  }
}
