package org.sparsevd.trainer.checkpoint;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
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
      CodedInputStream in = UnsafeByteOperations.unsafeWrap(content).newCodedInput();
      in.enableAliasing(true); // the state is a part of the content then, not a copy
      CheckpointFile wrapper = CheckpointFile.parseFrom(in);
      in.checkLastTagWas(0);
      return wrapper;
    } catch (IOException e) {
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
    TrainingState state = StateEncoder.encode(checkpoint);
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || !Files.isDirectory(folder)) {
      throw new CheckpointException(
          file + ": expected a file name in a folder that exists, so no checkpoint was written");
    }
    try {
      writer.write(file, content(state));
    } catch (IOException e) {
      throw new CheckpointException(file + ": checkpoint cannot be written: " + e, e);
    }
  }

  /** The whole file: encoded once for the checksum, which stands in front, and once for good. */
  private static byte[] content(TrainingState state) throws IOException {
    long magic = ByteBuffer.wrap(magicBytes()).order(ByteOrder.LITTLE_ENDIAN).getLong();
    int checksum = checksum(state);
    int size =
        CodedOutputStream.computeFixed64Size(CheckpointFile.MAGIC_FIELD_NUMBER, magic)
            + CodedOutputStream.computeUInt32Size(CheckpointFile.VERSION_FIELD_NUMBER, VERSION)
            + CodedOutputStream.computeFixed32Size(CheckpointFile.CRC32C_FIELD_NUMBER, checksum)
            + CodedOutputStream.computeMessageSize(CheckpointFile.STATE_FIELD_NUMBER, state);
    byte[] content = new byte[size];
    CodedOutputStream out = CodedOutputStream.newInstance(content);
    out.writeFixed64(CheckpointFile.MAGIC_FIELD_NUMBER, magic);
    out.writeUInt32(CheckpointFile.VERSION_FIELD_NUMBER, VERSION);
    out.writeFixed32(CheckpointFile.CRC32C_FIELD_NUMBER, checksum);
    out.writeMessage(CheckpointFile.STATE_FIELD_NUMBER, state);
    out.checkNoSpaceLeft();
    return content;
  }

  private static byte[] magicBytes() {
    return "SPVDCKPT".getBytes(StandardCharsets.US_ASCII);
  }

  private static int checksum(TrainingState state) throws IOException {
    CRC32C crc = new CRC32C();
    state.writeTo(new CheckedOutputStream(OutputStream.nullOutputStream(), crc));
    return (int) crc.getValue();
  }

  private static int checksum(ByteString state) {
    CRC32C crc = new CRC32C();
    for (ByteBuffer part : state.asReadOnlyByteBufferList()) {
      crc.update(part);
    }
    return (int) crc.getValue();
  }
}
