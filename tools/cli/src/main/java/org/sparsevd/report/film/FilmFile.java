package org.sparsevd.report.film;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A film in a file. Behind {@code SPVDFILM} and the version (int) come blocks, big-endian:
 *
 * <pre>
 * int length, int CRC-32C of the content, content
 * </pre>
 *
 * The first block has the run (UTF), epochs (int), and the number of views (byte) with, for each,
 * name and caption (UTF), style (byte), tiles, height and width (ints). Every other block is a
 * frame: its epoch (int), then the floats of its views, deflated.
 *
 * <p>A frame is appended and forced to the disk before the checkpoint of its epoch is written. So
 * what a process leaves behind that is killed may end within a frame, which then is left out.
 */
public final class FilmFile {
  private static final byte[] MAGIC = {'S', 'P', 'V', 'D', 'F', 'I', 'L', 'M'};
  private static final int VERSION = 1;
  private static final int LONGEST_HEADER = 1 << 16;

  private FilmFile() {}

  /**
   * Reads a film; a last frame that is not whole is left out.
   *
   * @throws IOException if it cannot be read, is no film or damaged; the message is one line that
   *     names the file
   */
  public static Film read(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      return read(in);
    } catch (IllegalArgumentException | UTFDataFormatException e) {
      throw new IOException(file + ": damaged film: " + e.getMessage(), e);
    }
  }

  private static Film read(DataInputStream in) throws IOException {
    byte[] magic = in.readNBytes(MAGIC.length);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new IllegalArgumentException("it does not begin as a film does");
    }
    byte[] version = in.readNBytes(Integer.BYTES);
    if (version.length < Integer.BYTES || ByteBuffer.wrap(version).getInt() != VERSION) {
      throw new IllegalArgumentException("expected version " + VERSION);
    }
    byte[] header = block(in, LONGEST_HEADER, "header");
    if (header == null) {
      throw new IllegalArgumentException("its header is not whole");
    }
    Film film = header(header);
    int values = film.views().stream().mapToInt(FilmView::size).sum();
    List<FilmFrame> frames = new ArrayList<>();
    byte[] content = block(in, longest(values), "frame 1");
    while (content != null) {
      if (frames.size() == Film.MOST_FRAMES) {
        throw new IllegalArgumentException("more than " + Film.MOST_FRAMES + " frames");
      }
      frames.add(frame(content, film.views(), frames.size() + 1));
      content = block(in, longest(values), "frame " + (frames.size() + 1));
    }
    return new Film(film.run(), film.epochs(), film.views(), frames);
  }

  /** Bytes of a frame's block, at most: deflating never adds more than a thousandth and a bit. */
  private static int longest(int values) {
    return Float.BYTES * values + Float.BYTES * values / 500 + 100;
  }

  /** The content of the next block; null where the file ends before or within it. */
  private static byte[] block(DataInputStream in, int longest, String what) throws IOException {
    byte[] start = in.readNBytes(2 * Integer.BYTES);
    if (start.length < 2 * Integer.BYTES) {
      return null;
    }
    int length = ByteBuffer.wrap(start).getInt();
    if (length < 0 || length > longest) {
      throw new IllegalArgumentException(
          what + " has at most " + longest + " bytes, found " + length);
    }
    byte[] content = in.readNBytes(length);
    if (content.length < length) {
      return null;
    }
    if (checksum(content) != ByteBuffer.wrap(start).getInt(Integer.BYTES)) {
      throw new IllegalArgumentException("the checksum of " + what + " is another");
    }
    return content;
  }

  private static Film header(byte[] content) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(content));
    String run = in.readUTF();
    int epochs = in.readInt();
    List<FilmView> views = new ArrayList<>();
    for (int left = in.readUnsignedByte(); left > 0; left--) {
      String name = in.readUTF();
      String caption = in.readUTF();
      int style = in.readUnsignedByte();
      if (style >= FilmStyle.values().length) {
        throw new IllegalArgumentException("unknown style " + style);
      }
      views.add(
          new FilmView(
              name, caption, FilmStyle.values()[style], in.readInt(), in.readInt(), in.readInt()));
    }
    return new Film(run, epochs, views, List.of());
  }

  private static FilmFrame frame(byte[] content, List<FilmView> views, int number) {
    String what = "frame " + number;
    int size = Float.BYTES * views.stream().mapToInt(FilmView::size).sum();
    if (content.length < Integer.BYTES) {
      throw new IllegalArgumentException(what + " has no epoch");
    }
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(content, Integer.BYTES, content.length - Integer.BYTES);
      ByteBuffer bytes = ByteBuffer.allocate(size);
      inflater.inflate(bytes);
      if (bytes.hasRemaining() || inflater.inflate(new byte[1]) > 0 || !inflater.finished()) {
        throw new IllegalArgumentException(what + " does not have " + size + " bytes of values");
      }
      bytes.flip();
      List<float[]> values = new ArrayList<>();
      for (FilmView view : views) {
        float[] part = new float[view.size()];
        for (int i = 0; i < part.length; i++) {
          part[i] = bytes.getFloat();
        }
        values.add(part);
      }
      return new FilmFrame(ByteBuffer.wrap(content).getInt(), values);
    } catch (DataFormatException e) {
      throw new IllegalArgumentException(what + " cannot be unpacked", e);
    } finally {
      inflater.end();
    }
  }

  /** A whole film as the bytes of its file. */
  public static byte[] encode(Film film) {
    try {
      return blocks(film);
    } catch (IOException e) {
      throw new IllegalStateException("memory can be written to", e);
    }
  }

  private static byte[] blocks(Film film) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(MAGIC);
    out.writeInt(VERSION);
    ByteArrayOutputStream headerBytes = new ByteArrayOutputStream();
    DataOutputStream header = new DataOutputStream(headerBytes);
    header.writeUTF(film.run());
    header.writeInt(film.epochs());
    header.writeByte(film.views().size());
    for (FilmView view : film.views()) {
      header.writeUTF(view.name());
      header.writeUTF(view.caption());
      header.writeByte(view.style().ordinal());
      header.writeInt(view.tiles());
      header.writeInt(view.height());
      header.writeInt(view.width());
    }
    out.write(block(headerBytes.toByteArray()));
    for (FilmFrame frame : film.frames()) {
      out.write(block(content(frame)));
    }
    return bytes.toByteArray();
  }

  /**
   * Appends a frame to a film that is there, and waits until it is on the disk.
   *
   * @throws IOException if there is none, or it cannot be written to
   */
  public static void append(Path file, FilmFrame frame) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      ByteBuffer block = ByteBuffer.wrap(block(content(frame)));
      while (block.hasRemaining()) {
        channel.write(block);
      }
      channel.force(false);
    }
  }

  private static byte[] content(FilmFrame frame) {
    int size = frame.values().stream().mapToInt(values -> values.length).sum() * Float.BYTES;
    ByteBuffer raw = ByteBuffer.allocate(size);
    for (float[] values : frame.values()) {
      for (float value : values) {
        raw.putFloat(value);
      }
    }
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(raw.array());
      deflater.finish();
      ByteBuffer content = ByteBuffer.allocate(longest(size / Float.BYTES));
      content.putInt(frame.epoch());
      deflater.deflate(content);
      return Arrays.copyOf(content.array(), content.position());
    } finally {
      deflater.end();
    }
  }

  private static byte[] block(byte[] content) {
    return ByteBuffer.allocate(2 * Integer.BYTES + content.length)
        .putInt(content.length)
        .putInt(checksum(content))
        .put(content)
        .array();
  }

  private static int checksum(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content);
    return (int) crc.getValue();
  }
}
