package org.sparsevd.trainer.data.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.sparsevd.trainer.data.DatasetException;
import org.sparsevd.trainer.data.Sha256;

/** One data set on its way into one folder. */
record Fetch(PublicDataset dataset, Path folder, FetchProgress progress) {
  void run() throws DatasetException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new DatasetException("cannot make folder " + folder + ": " + e, e);
    }
    Path own = folder.resolve(dataset.archiveName());
    Path part = folder.resolve(dataset.archiveName() + ".part");
    boolean isOwn = Files.isRegularFile(own);
    if (!isOwn) {
      checkSpace(part);
      new Download(dataset.archive(), dataset.archiveBytes(), part).run(progress);
    }
    Path archive = isOwn ? own : part;
    checkSum(archive, isOwn);
    progress.unpacking();
    try (InputStream in = new GZIPInputStream(Files.newInputStream(archive), 1 << 16)) {
      new TarArchive(archive.toString(), in).unpack(dataset.files(), folder);
      if (!isOwn) {
        Files.delete(archive);
      }
    } catch (DatasetException e) {
      throw e;
    } catch (IOException e) {
      throw new DatasetException(archive + ": cannot be unpacked: " + e.getMessage(), e);
    }
  }

  /** The archive and what it unpacks to lie beside each other for a moment. */
  private void checkSpace(Path part) throws DatasetException {
    long needed = dataset.archiveBytes();
    for (long size : dataset.files().values()) {
      needed += size;
    }
    try {
      needed -= Files.exists(part) ? Files.size(part) : 0;
      long free = Files.getFileStore(folder).getUsableSpace();
      if (free < needed) {
        throw new DatasetException(
            String.format(
                "%s: needs %d MB of disk, %d MB are free",
                folder, needed / 1_000_000 + 1, free / 1_000_000));
      }
    } catch (DatasetException e) {
      throw e;
    } catch (IOException e) {
      throw new DatasetException(folder + ": cannot be used: " + e, e);
    }
  }

  private void checkSum(Path archive, boolean isOwn) throws DatasetException {
    String found;
    try {
      found = Sha256.of(archive);
      if (!found.equals(dataset.sha256()) && !isOwn) {
        Files.delete(archive);
      }
    } catch (IOException e) {
      throw new DatasetException(archive + ": cannot be read: " + e, e);
    }
    if (!found.equals(dataset.sha256())) {
      throw new DatasetException(
          archive
              + ": expected SHA-256 "
              + dataset.sha256()
              + ", found "
              + found
              + (isOwn ? "" : "; it has been removed, another try starts anew"));
    }
  }
}
