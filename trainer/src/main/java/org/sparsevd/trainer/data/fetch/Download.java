package org.sparsevd.trainer.data.fetch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.sparsevd.trainer.data.DatasetException;

/** A file of known size that arrives by HTTP, in several pieces if it must. */
record Download(URI from, long bytes, Path to) {
  private static final int CONNECT_MILLIS = 20_000;
  private static final int SILENCE_MILLIS = 60_000;

  /** Connections of one download: a lost one is followed by another only if it has brought some. */
  private static final int CONNECTIONS = 20;

  /** Completes the file, of which the beginning may be there already. */
  void run(FetchProgress progress) throws DatasetException {
    for (int i = 1; size() != bytes; i++) {
      long before = size();
      try {
        receive(before > bytes ? 0 : before, progress);
        if (size() < bytes) {
          throw new EOFException("the connection ended early");
        }
      } catch (DatasetException e) {
        throw e;
      } catch (IOException e) {
        long now = size();
        if (now <= before || i == CONNECTIONS) {
          throw new DatasetException(interrupted(now, e), e);
        }
      }
    }
  }

  private String interrupted(long now, IOException cause) {
    String reason =
        cause.getMessage() == null
            ? cause.getClass().getSimpleName()
            : cause.getClass().getSimpleName() + ": " + cause.getMessage();
    return from
        + ": cannot be downloaded ("
        + reason
        + "); "
        + (now > 0
            ? now + " of " + bytes + " bytes are there, another try goes on from them"
            : "without network, put that file into "
                + to.toAbsolutePath().normalize().getParent()
                + " and try again");
  }

  private long size() throws DatasetException {
    return Files.exists(to) ? PublicDataset.sizeOf(to) : 0;
  }

  private void receive(long start, FetchProgress progress) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) from.toURL().openConnection();
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(SILENCE_MILLIS);
    connection.setRequestProperty("Accept-Encoding", "identity");
    if (start > 0) {
      connection.setRequestProperty("Range", "bytes=" + start + "-");
    }
    try {
      int status = connection.getResponseCode();
      boolean rest = status == HttpURLConnection.HTTP_PARTIAL && goesOn(connection, start);
      if (status != HttpURLConnection.HTTP_OK && !rest) {
        throw new DatasetException(
            from + ": the server answered " + status + " " + connection.getResponseMessage());
      }
      long first = rest ? start : 0;
      long announced = connection.getContentLengthLong();
      if (announced >= 0 && first + announced != bytes) {
        throw wrongSize(first + announced);
      }
      try (InputStream in = connection.getInputStream()) {
        store(in, first, progress);
      }
    } finally {
      connection.disconnect();
    }
  }

  private static boolean goesOn(HttpURLConnection connection, long start) {
    String range = connection.getHeaderField("Content-Range");
    return range != null && range.startsWith("bytes " + start + "-");
  }

  private void store(InputStream in, long first, FetchProgress progress) throws IOException {
    StandardOpenOption mode =
        first > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    try (OutputStream out =
        Files.newOutputStream(to, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode)) {
      long arrived = first;
      byte[] block = new byte[1 << 16];
      for (int read = in.read(block); read >= 0; read = in.read(block)) {
        arrived += read;
        if (arrived > bytes) {
          throw wrongSize(arrived);
        }
        write(out, block, read);
        progress.downloaded(arrived, bytes);
      }
    }
  }

  /** A full disk is not a lost connection: another one would not help. */
  private void write(OutputStream out, byte[] block, int length) throws DatasetException {
    try {
      out.write(block, 0, length);
    } catch (IOException e) {
      throw new DatasetException(to + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private DatasetException wrongSize(long found) {
    return new DatasetException(
        from + ": expected " + bytes + " bytes, found " + found + ": not the file that is known");
  }
}
