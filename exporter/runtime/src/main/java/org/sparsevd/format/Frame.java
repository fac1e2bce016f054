package org.sparsevd.format;

import java.util.Map;
import java.util.TreeMap;
import org.sparsevd.model.Model;

/** Headers, sections and their checksums. */
final class Frame {
  /** Bytes from which every version's length can be told; every file has as many. */
  static final int PREFIX_BYTES = 10;

  private static final int MAGIC = 'S' | 'P' << 8 | 'V' << 16 | 'D' << 24;
  private static final int HEADER_BYTES = 9;
  private static final int COMPACT_HEADER_BYTES = 5;
  private static final int CHECKSUM_BYTES = 4;
  private static final int MODEL = 1;
  private static final int WEIGHTS = 2;
  private static final int METADATA = 3;

  private Frame() {}

  /** A file of version 1, or above where the model needs it. */
  static byte[] write(Model model, StorageChoice choice) {
    if (FileVersion.of(model) > FileVersion.SECTIONS) {
      return writeCompact(new UncertainModel(model, Map.of()), choice);
    }
    ModelWriter writer = new ModelWriter(model, choice);
    ByteOutput sections = new ByteOutput();
    sections.section(MODEL, writer.graph());
    sections.section(WEIGHTS, writer.weights());
    if (!model.metadata().isEmpty()) {
      ByteOutput metadata = new ByteOutput();
      metadata(metadata, model.metadata());
      sections.section(METADATA, metadata);
    }
    byte[] body = sections.toBytes();
    ByteOutput file = new ByteOutput();
    file.u32(MAGIC);
    file.u8(FileVersion.SECTIONS);
    file.u32(Math.addExact(HEADER_BYTES, body.length));
    file.raw(body);
    return file.toBytes();
  }

  /** A file of version 2, or above where the model needs it. */
  static byte[] writeCompact(UncertainModel model, StorageChoice choice) {
    CompactWriter writer = new CompactWriter(model, choice);
    byte[] body = writer.write().toBytes();
    boolean newer = writer.hasTables() || !model.deviations().isEmpty();
    int least = newer ? FileVersion.NEWEST : FileVersion.COMPACT;
    ByteOutput file = new ByteOutput();
    file.u32(MAGIC);
    file.u8(Math.max(least, FileVersion.of(model.model())));
    int length = COMPACT_HEADER_BYTES + 1;
    while (length < COMPACT_HEADER_BYTES + varintBytes(length + body.length + CHECKSUM_BYTES)) {
      length++;
    }
    file.varint(Math.addExact(length, Math.addExact(body.length, CHECKSUM_BYTES)));
    file.raw(body);
    file.checksum();
    return file.toBytes();
  }

  static int varintBytes(int value) {
    return (31 - Integer.numberOfLeadingZeros(value)) / 7 + 1;
  }

  static void metadata(ByteOutput out, Map<String, String> entries) {
    out.varint(entries.size());
    entries.forEach(
        (key, value) -> {
          out.string(key);
          out.string(value);
        });
  }

  /** The file's length as its first bytes state it; at least 9. */
  static int length(byte[] header) throws FormatException {
    ByteInput in = new ByteInput("header", header, 0, header.length);
    int magic = in.u32("magic");
    if (magic == TextFrame.MAGIC) {
      return in.varint("length", HEADER_BYTES, Integer.MAX_VALUE);
    }
    if (magic != MAGIC) {
      throw in.refuse(0, "no SPVD file, it does not start with 'SPVD'");
    }
    int version = in.u8("version");
    if (version < FileVersion.SECTIONS || version > FileVersion.NEWEST) {
      throw in.refuse(
          4, "version " + version + " is unknown, this reader knows 1 to " + FileVersion.NEWEST);
    }
    int length = version == FileVersion.SECTIONS ? in.u32("length") : in.varint("length");
    if (length < HEADER_BYTES) {
      throw in.refuse(5, "length " + Integer.toUnsignedString(length) + " is out of range");
    }
    return length;
  }

  static Model read(byte[] whole) throws FormatException {
    byte[] file = withoutText(whole);
    return isCompact(file) ? compact(file).read(Limits.elements(file.length)) : readSections(file);
  }

  private static byte[] withoutText(byte[] file) throws FormatException {
    return TextFrame.is(file) ? TextFrame.model(file) : file;
  }

  /** A model with the deviations that the file has. */
  static UncertainModel readUncertain(byte[] whole) throws FormatException {
    byte[] file = withoutText(whole);
    if (!isCompact(file)) {
      return new UncertainModel(readSections(file), Map.of());
    }
    CompactReader reader = compact(file);
    Model model = reader.read(Limits.elements(file.length));
    return new UncertainModel(model, reader.deviations());
  }

  /**
   * Whether the file is of version 2 or above; refuses one that has another length than it states.
   */
  static boolean isCompact(byte[] file) throws FormatException {
    int length = length(file);
    if (length != file.length) {
      throw new FormatException(
          "header", 5, "states a length of " + length + " bytes, found " + file.length);
    }
    return file[COMPACT_HEADER_BYTES - 1] != FileVersion.SECTIONS;
  }

  /** A reader of a file that {@link #isCompact}; its checksum is right. */
  static CompactReader compact(byte[] file) throws FormatException {
    int end = file.length - CHECKSUM_BYTES;
    ByteInput checksum = new ByteInput("frame", file, end, file.length);
    checkChecksum(checksum, 0, "the file");
    ByteInput in = new ByteInput("body", file, COMPACT_HEADER_BYTES, end);
    in.varint("length");
    return new CompactReader(in, file[COMPACT_HEADER_BYTES - 1]);
  }

  private static Model readSections(byte[] file) throws FormatException {
    ByteInput in = new ByteInput("frame", file, HEADER_BYTES, file.length);
    ByteInput graph = section(in, MODEL, "model");
    ByteInput weights = section(in, WEIGHTS, "weights");
    boolean more = in.remaining() > 0;
    ByteInput metadata = more ? section(in, METADATA, "metadata") : null;
    in.expectEnd();
    Map<String, String> entries = Map.of();
    if (more) {
      entries = metadata(metadata);
      metadata.expectEnd();
    }
    return new ModelReader(graph, weights, Limits.elements(file.length)).read(entries);
  }

  private static ByteInput section(ByteInput in, int expected, String name) throws FormatException {
    int start = in.offset();
    int id = in.u8("id of section " + name);
    if (id != expected) {
      throw in.refuse(start, "expected section " + expected + " (" + name + "), found " + id);
    }
    int length = in.varint("length of section " + name);
    int payload = in.skip(length, "section " + name);
    int end = payload + length;
    checkChecksum(in, start, "section " + name);
    return new ByteInput(name, in.bytes(), payload, end);
  }

  /** Reads a checksum, which must be that of the bytes from {@code start} to before it. */
  static void checkChecksum(ByteInput in, int start, String what) throws FormatException {
    int end = in.offset();
    int found = Checksum.of(in.bytes(), start, end);
    int stated = in.u32("checksum of " + what);
    if (stated != found) {
      throw in.refuse(
          end,
          "checksum of "
              + what
              + " is "
              + Integer.toHexString(stated)
              + ", the bytes have "
              + Integer.toHexString(found));
    }
  }

  /** Reads metadata, which may be followed by something else. */
  static Map<String, String> metadata(ByteInput in) throws FormatException {
    int count = in.varint("number of entries", 1, Limits.METADATA_ENTRIES);
    TreeMap<String, String> entries = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      int start = in.offset();
      String key = in.string("key", 1, Limits.NAME_BYTES);
      if (!entries.isEmpty() && key.compareTo(entries.lastKey()) <= 0) {
        throw in.refuse(start, "key '" + key + "' does not ascend");
      }
      entries.put(key, in.string("value", 0, Limits.METADATA_BYTES));
    }
    return entries;
  }
}
