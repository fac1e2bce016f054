package org.sparsevd.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;

/** Files with valid checksums and bad contents. */
class HostileFileTest {
  private static byte[] file(ByteOutput... sections) {
    ByteOutput body = new ByteOutput();
    for (int i = 0; i < sections.length; i++) {
      body.section(i + 1, sections[i]);
    }
    return framed(body.toBytes());
  }

  private static byte[] framed(byte[] body) {
    ByteOutput file = new ByteOutput();
    file.raw(new byte[] {'S', 'P', 'V', 'D', 1});
    file.u32(9 + body.length);
    file.raw(body);
    return file.toBytes();
  }

  /** The start of a model section with an input of shape {@code [2, 4, 4]}. */
  private static ByteOutput graph(int nodes) {
    return ints(0, 3, 2, 4, 4, nodes);
  }

  private static ByteOutput ints(int... values) {
    ByteOutput out = new ByteOutput();
    for (int value : values) {
      out.varint(value);
    }
    return out;
  }

  /** Appends a node: operator, name, then distances, attributes and tensor headers. */
  private static ByteOutput node(ByteOutput graph, int op, String name, int... rest) {
    graph.u8(op);
    graph.string(name);
    for (int value : rest) {
      graph.varint(value);
    }
    return graph;
  }

  private static void refuse(String message, byte[] file) {
    assertThatThrownBy(() -> SpvdFile.decode(file))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(message);
  }

  private static void refuseModel(String message, ByteOutput graph) {
    refuse(message, file(graph, new ByteOutput()));
  }

  @Test
  void sectionsStandInOrderAndOnce() throws FormatException {
    ByteOutput model = ints(0, 3, 2, 4, 4, 0, 0);
    assertThat(SpvdFile.decode(file(model, new ByteOutput())).nodes()).isEmpty();
    refuse("expected section 1 (model)", framed(new byte[] {2, 0}));
    refuse("id of section model takes 1 bytes, 0 are left", framed(new byte[0]));
    refuse("id of section weights", file(model));
    ByteOutput metadata = ints(1);
    metadata.string("key");
    metadata.string("value");
    assertThat(SpvdFile.decode(file(model, new ByteOutput(), metadata)).metadata()).hasSize(1);
    refuse(
        "frame, byte 45: 6 bytes are left over",
        file(model, new ByteOutput(), metadata, new ByteOutput()));
    refuse("takes 2147483647 bytes", framed(new byte[] {1, -1, -1, -1, -1, 7}));
    refuse("no varint", framed(new byte[] {1, -1, -1, -1, -1, 15}));
    refuse("no varint", framed(new byte[] {1, -128, 0}));
  }

  @Test
  void metadataIsChecked() {
    ByteOutput model = ints(0, 3, 2, 4, 4, 0, 0);
    ByteOutput unsorted = ints(2);
    for (String word : new String[] {"b", "1", "a", "2"}) {
      unsorted.string(word);
    }
    refuse("key 'a' does not ascend", file(model, new ByteOutput(), unsorted));
    refuse("number of entries must be 1 to 1024", file(model, new ByteOutput(), ints(0)));
    ByteOutput invalid = ints(1, 2);
    invalid.raw(new byte[] {(byte) 0xC3, 0x28, 0});
    refuse("key is not well-formed UTF-8", file(model, new ByteOutput(), invalid));
  }

  @Test
  void graphsAreChecked() {
    refuseModel("input rank must be 1 to 8", ints(0, 0));
    refuseModel("input dimension must be 1", ints(0, 1, 0));
    refuseModel("more than 2^31-1 elements", ints(0, 2, 1 << 20, 1 << 20));
    refuseModel("number of nodes must be 0 to 65536", graph(1 << 20));
    refuseModel("operator takes 1 bytes, 0 are left", graph(65536));
    refuseModel("operator 13 is unknown", node(graph(1), 13, "a"));
    refuseModel("length of node name must be 1", node(graph(1), 8, "", 1));
    refuseModel("input must be 1 to 1, found 0", node(graph(1), 8, "a", 0));
    refuseModel("input must be 1 to 1, found 2", node(graph(1), 8, "a", 2));
    refuseModel("output must be 0 to 1, found 2", node(graph(1), 8, "a", 1, 2));
    refuseModel("1 bytes are left over", node(graph(1), 8, "a", 1, 1, 0));
    refuseModel("two values are named 'input'", node(graph(1), 8, "input", 1, 1));
    refuseModel("Softmax over channels of an image", node(graph(1), 12, "a", 1, 1));
    refuseModel("input takes 1 bytes, 0 are left", node(graph(1), 10, "a", Integer.MAX_VALUE));
    refuse("weights, byte", file(node(graph(1), 8, "a", 1, 1), ints(7)));
  }

  @Test
  void tensorsAreChecked() {
    refuseModel("storage kind 3 of a.scale is unknown", node(graph(1), 7, "a", 1, 2, 3, 0));
    refuseModel("a.scale takes 9 bytes, 0 are left", node(graph(1), 7, "a", 1, 2, 0, 9));
    ByteOutput affine = node(graph(1), 7, "a", 1, 2, 2, 3);
    refuse("a.scale: unused header bits", file(affine, ints(100, 0, 0)));
    refuseModel("a.weight: the bytes end", node(graph(1), 1, "a", 1, 1 << 10, 1 << 10, 1, 0));
    refuseModel("window must be 1 to 65535", node(graph(1), 3, "a", 1, 0));
    refuseModel("window must be 0 to 65535", node(graph(1), 3, "a", 1, 1, 1, 1, 1, 1, 1, 1 << 16));
  }

  @Test
  void expansionIsLimited() {
    // 2^31-1 zeros in two bytes, as a vector.
    refuseModel(
        "a.scale exceeds the expansion limit", node(graph(1), 7, "a", 1, Integer.MAX_VALUE, 2, 2));
    // A wide weight in three bytes.
    refuseModel("a.weight exceeds", node(graph(1), 1, "a", 1, 1, Integer.MAX_VALUE, 1, 3));
    // An input of 2^30 elements.
    refuseModel("value 'input' exceeds", ints(0, 1, 1 << 30, 0, 0));
    // Padding makes a large value of a small one.
    int[] padded = {1, 8000, 8000, 1, 1, 1, 1, 7999, 7999, 7999, 7999, 1};
    refuseModel("expansion limit", node(graph(1), 3, "a", padded));
    // Each concatenation doubles.
    ByteOutput doubling = graph(40);
    for (int i = 0; i < 40; i++) {
      node(doubling, 10, "c" + i, 2, 1, 1);
    }
    doubling.varint(40);
    refuseModel("node 'c25': shape [134217728, 4, 4]: more than 2^31-1 elements", doubling);
  }

  @Test
  void workIsLimited() {
    // 3,000 x 3,000 outputs with 3,000 x 3,000 positions each.
    int[] padded = {1, 3000, 3000, 1, 1, 1, 1, 2999, 2999, 2999, 0, 1};
    refuseModel("node 'a' exceeds the work limit", node(graph(1), 3, "a", padded));
  }

  /** Damage behind valid checksums: a refusal or some model, but no other exception. */
  @Test
  void damagedSectionsNeverSurprise() {
    Random random = new Random(11);
    ModelWriter writer = new ModelWriter(AllOperators.model(random), StorageChoice.SMALLEST);
    int refused = 0;
    for (int round = 0; round < 4000; round++) {
      ByteOutput graph = damaged(random, writer.graph());
      ByteOutput weights =
          random.nextBoolean() ? writer.weights() : damaged(random, writer.weights());
      try {
        Model model = SpvdFile.decode(file(graph, weights));
        assertThat(model.nodes()).isNotEmpty();
      } catch (FormatException e) {
        assertThat(e.offset()).isNotNegative();
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(2000);
  }

  private static ByteOutput damaged(Random random, ByteOutput payload) {
    byte[] bytes = payload.toBytes();
    for (int i = random.nextInt(3); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    ByteOutput out = new ByteOutput();
    out.raw(random.nextInt(10) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes);
    return out;
  }
}
