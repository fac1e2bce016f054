package org.sparsevd.trainer.checkpoint;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.sparsevd.file.AtomicFile;
import org.sparsevd.trainer.checkpoint.proto.CheckpointFile;
import org.sparsevd.trainer.checkpoint.proto.TrainingState;

/** The file around a training state: magic, version, checksum; see {@code checkpoint.proto}. */
final class CheckpointStore {
  private static final int VERSION = 1;
  private static final byte MAGIC_TAG = 0x09;

  private CheckpointStore() {}

  static Checkpoint read(Path file) throws CheckpointException {
    CheckpointFile wrapper = parse(file, content(file));
    if (wrapper.getVersion() != VERSION) {
      throw new CheckpointException(
          file
              + ": checkpoint of version "
              + Integer.toUnsignedString(wrapper.getVersion())
              + ", expected "
              + VERSION);
    }
    int checksum = checksum(wrapper.getState());
    if (checksum != wrapper.getCrc32C() || !wrapper.getUnknownFields().asMap().isEmpty()) {
      throw new CheckpointException(
          String.format(
              "%s: damaged checkpoint: expected checksum %08x, found %08x",
              file, wrapper.getCrc32C(), checksum));
    }
    try {
      return StateDecoder.decode(TrainingState.parseFrom(wrapper.getState()));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      // The message may quote names out of the file.
      String reason = e.getMessage().replaceAll("\\p{Cntrl}", "?");
      throw new CheckpointException(file + ": inconsistent checkpoint: " + reason, e);
    }
  }

  /** All bytes of the file; only its first ones where they show that it is no checkpoint. */
  private static byte[] content(Path file) throws CheckpointException {
    if (!Files.isRegularFile(file)) {
      String found = Files.isDirectory(file) ? "a directory" : "none";
      throw new CheckpointException(file + ": expected a checkpoint file, found " + found);
    }
    byte[] start = ByteBuffer.allocate(9).put(MAGIC_TAG).put(magicBytes()).array();
    try (InputStream in = Files.newInputStream(file)) {
      long size = Files.size(file);
      if (!Arrays.equals(in.readNBytes(start.length), start)) {
        throw new CheckpointException(file + ": not a checkpoint file");
      }
      if (size > Integer.MAX_VALUE - 16) {
        throw new CheckpointException(file + ": checkpoints are below 2 GiB, found " + size);
      }
      byte[] content = Arrays.copyOf(start, (int) size);
      int read = in.readNBytes(content, start.length, content.length - start.length);
      if (read != content.length - start.length || in.read() >= 0) {
        throw new CheckpointException(file + ": changed while it was read");
      }
      return content;
    } catch (CheckpointException e) {
      throw e;
    } catch (IOException e) {
      throw new CheckpointException(file + ": cannot be read: " + e, e);
    }
  }

  private static CheckpointFile parse(Path file, byte[] content) throws CheckpointException {
    try {
      return CheckpointFile.parseFrom(content);
    } catch (InvalidProtocolBufferException e) {
      throw new CheckpointException(
          file + ": damaged or truncated checkpoint of " + content.length + " bytes", e);
    }
  }

  /** Puts a checkpoint into its file; what fails here fails on a disk. */
  interface Writer {
    void write(Path file, byte[] content) throws IOException;
  }

  static void write(Checkpoint checkpoint, Path file) throws CheckpointException {
    write(checkpoint, file, AtomicFile::write);
  }

  static void write(Checkpoint checkpoint, Path file, Writer writer) throws CheckpointException {
    ByteString state = StateEncoder.encode(checkpoint).toByteString();
    CheckpointFile wrapper =
        CheckpointFile.newBuilder()
            .setMagic(ByteBuffer.wrap(magicBytes()).order(ByteOrder.LITTLE_ENDIAN).getLong())
            .setVersion(VERSION)
            .setCrc32C(checksum(state))
            .setState(state)
            .build();
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || !Files.isDirectory(folder)) {
      throw new CheckpointException(
          file + ": expected a file name in a folder that exists, so no checkpoint was written");
    }
    try {
      writer.write(file, wrapper.toByteArray());
    } catch (IOException e) {
      throw new CheckpointException(file + ": checkpoint cannot be written: " + e, e);
    }
  }

  private static byte[] magicBytes() {
    return "SPVDCKPT".getBytes(StandardCharsets.US_ASCII);
  }

  private static int checksum(ByteString state) {
    CRC32C crc = new CRC32C();
    for (ByteBuffer part : state.asReadOnlyByteBufferList()) {
      crc.update(part);
    }
    return (int) crc.getValue();
  }
}
