package org.sparsevd.format;

import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.sparsevd.model.Model;

/** Header, sections and their checksums. */
final class Frame {
  static final int HEADER_BYTES = 9;

  private static final int MAGIC = 'S' | 'P' << 8 | 'V' << 16 | 'D' << 24;
  private static final int VERSION = 1;
  private static final int MODEL = 1;
  private static final int WEIGHTS = 2;
  private static final int METADATA = 3;

  private Frame() {}

  static byte[] write(Model model) {
    ModelWriter writer = new ModelWriter(model);
    Output sections = new Output();
    sections.section(MODEL, writer.graph());
    sections.section(WEIGHTS, writer.weights());
    if (!model.metadata().isEmpty()) {
      sections.section(METADATA, metadata(model.metadata()));
    }
    byte[] body = sections.toBytes();
    Output file = new Output();
    file.u32(MAGIC);
    file.u8(VERSION);
    file.u32(Math.addExact(HEADER_BYTES, body.length));
    file.raw(body);
    return file.toBytes();
  }

  private static Output metadata(Map<String, String> entries) {
    Output out = new Output();
    out.varint(entries.size());
    entries.forEach(
        (key, value) -> {
          out.string(key);
          out.string(value);
        });
    return out;
  }

  /** The file's length as its header states it; at least that of the header. */
  static int length(byte[] header) throws FormatException {
    Input in = new Input("header", header, 0, header.length);
    if (in.u32("magic") != MAGIC) {
      throw in.refuse(0, "no SPVD file, it does not start with 'SPVD'");
    }
    int version = in.u8("version");
    if (version != VERSION) {
      throw in.refuse(4, "version " + version + " is unknown, this reader knows " + VERSION);
    }
    int length = in.u32("length");
    if (length < HEADER_BYTES) {
      throw in.refuse(5, "length " + Integer.toUnsignedString(length) + " is out of range");
    }
    return length;
  }

  static Model read(byte[] file) throws FormatException {
    int length = length(file);
    if (length != file.length) {
      throw new FormatException(
          "header", 5, "states a length of " + length + " bytes, found " + file.length);
    }
    Input in = new Input("frame", file, HEADER_BYTES, file.length);
    Input graph = section(in, MODEL, "model");
    Input weights = section(in, WEIGHTS, "weights");
    boolean more = in.remaining() > 0;
    Input metadata = more ? section(in, METADATA, "metadata") : null;
    in.expectEnd();
    return new ModelReader(graph, weights, Limits.elements(file.length))
        .read(more ? metadata(metadata) : Map.of());
  }

  private static Input section(Input in, int expected, String name) throws FormatException {
    int start = in.offset();
    int id = in.u8("id of section " + name);
    if (id != expected) {
      throw in.refuse(start, "expected section " + expected + " (" + name + "), found " + id);
    }
    int length = in.varint("length of section " + name);
    int payload = in.skip(length, "section " + name);
    int end = payload + length;
    CRC32C checksum = new CRC32C();
    checksum.update(in.bytes(), start, end - start);
    int stated = in.u32("checksum of section " + name);
    if (stated != (int) checksum.getValue()) {
      throw in.refuse(
          end,
          "checksum of section "
              + name
              + " is "
              + Integer.toHexString(stated)
              + ", the bytes have "
              + Long.toHexString(checksum.getValue()));
    }
    return new Input(name, in.bytes(), payload, end);
  }

  private static Map<String, String> metadata(Input in) throws FormatException {
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
    in.expectEnd();
    return entries;
  }
}
