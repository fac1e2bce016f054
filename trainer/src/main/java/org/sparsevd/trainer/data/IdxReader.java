package org.sparsevd.trainer.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads IDX files of unsigned bytes, plain or gzip (told apart by content, not by name).
 *
 * <p>Layout, big-endian: bytes 0, 0, 8 (the type: unsigned byte), number of dimensions; one uint32
 * per dimension; then the values, the last dimension fastest, and nothing after them. (Y. LeCun, C.
 * Cortes, C. Burges, "The MNIST database of handwritten digits".)
 *
 * <p>Memory grows with what has really been read, never with what a header only promises.
 */
final class IdxReader {
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int TYPE_UNSIGNED_BYTE = 8;

  /** No deflate stream expands further. */
  private static final long LARGEST_GZIP_RATIO = 1032;

  private static final int FIRST_ALLOCATION = 1 << 20;

  private final MessageDigest digest;

  /** A reader that adds the unpacked content of each file it reads to the digest. */
  IdxReader(MessageDigest digest) {
    this.digest = digest;
  }

  /** The extents and values of one file. */
  record Content(int[] dims, byte[] values) {}

  /**
   * Reads one file to its end.
   *
   * @param name for messages
   * @param size of the file as it is stored
   * @param rank number of dimensions the file must have
   * @throws DatasetException if it is no such file; the message names it
   */
  Content read(String name, long size, InputStream stored, int rank) throws DatasetException {
    try {
      InputStream in = new BufferedInputStream(stored, 1 << 16);
      in.mark(2);
      int magic = in.read() << 8 | in.read();
      in.reset();
      if (magic == GZIP_MAGIC) {
        return readContent(name, new GZIPInputStream(in, 1 << 16), size * LARGEST_GZIP_RATIO, rank);
      }
      return readContent(name, in, size, rank);
    } catch (EOFException | ZipException e) {
      throw new DatasetException(name + ": damaged gzip file: " + e.getMessage(), e);
    } catch (DatasetException e) {
      throw e;
    } catch (IOException e) {
      throw new DatasetException(name + ": cannot be read: " + e, e);
    }
  }

  /** {@code bound}: the most bytes that the stream can hold. */
  private Content readContent(String name, InputStream in, long bound, int rank)
      throws IOException {
    byte[] header = in.readNBytes(4 + 4 * rank);
    int[] dims = dims(name, header, rank);
    long length = 1;
    for (int dim : dims) {
      length *= dim;
      if (length > Integer.MAX_VALUE - 16) {
        throw new DatasetException(
            name + ": header promises " + Arrays.toString(dims) + " bytes, more than 2 GiB");
      }
    }
    if (length > bound - header.length) {
      throw truncated(
          name, dims, length, "the file holds at most " + Math.max(0, bound - header.length));
    }
    byte[] values = readValues(name, in, dims, (int) length);
    if (in.read() >= 0) {
      throw new DatasetException(
          name
              + ": expected "
              + length
              + " bytes after the header for "
              + Arrays.toString(dims)
              + ", found more");
    }
    digest.update(header);
    digest.update(values);
    return new Content(dims, values);
  }

  private static int[] dims(String name, byte[] header, int rank) throws DatasetException {
    byte[] expected = {0, 0, TYPE_UNSIGNED_BYTE, (byte) rank};
    int magicLength = Math.min(4, header.length);
    if (!Arrays.equals(header, 0, magicLength, expected, 0, 4)) {
      HexFormat hex = HexFormat.ofDelimiter(" ");
      throw new DatasetException(
          name
              + ": not an IDX file of "
              + (rank == 1 ? "labels" : "images")
              + ": expected the first bytes "
              + hex.formatHex(expected)
              + ", found "
              + (magicLength == 0 ? "an empty file" : hex.formatHex(header, 0, magicLength)));
    }
    if (header.length < 4 + 4 * rank) {
      throw new DatasetException(
          name + ": expected a header of " + (4 + 4 * rank) + " bytes, found " + header.length);
    }
    int[] dims = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      int at = 4 + 4 * axis;
      for (int i = 0; i < 4; i++) {
        dims[axis] = dims[axis] << 8 | header[at + i] & 0xff;
      }
      if (dims[axis] < 1) {
        throw new DatasetException(
            name
                + ": dimension "
                + axis
                + " (byte offset "
                + at
                + ") must be 1 to 2^31-1, found "
                + Integer.toUnsignedString(dims[axis]));
      }
    }
    return dims;
  }

  private static byte[] readValues(String name, InputStream in, int[] dims, int length)
      throws IOException {
    byte[] values = new byte[Math.min(length, FIRST_ALLOCATION)];
    int filled = 0;
    while (filled < length) {
      if (filled == values.length) {
        values = Arrays.copyOf(values, (int) Math.min(length, 2L * filled));
      }
      int read = in.read(values, filled, values.length - filled);
      if (read < 0) {
        throw truncated(name, dims, length, "found " + filled);
      }
      filled += read;
    }
    return values;
  }

  private static DatasetException truncated(String name, int[] dims, long length, String found) {
    return new DatasetException(
        name
            + ": truncated: expected "
            + length
            + " bytes after the header for "
            + Arrays.toString(dims)
            + ", "
            + found);
  }
}
