package org.sparsevd.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdxReaderTest {
  private static final byte[] IMAGES = IdxFiles.idx(new int[] {2, 1, 3}, 0, 1, 127, 128, 254, 255);

  private static IdxReader.Content read(byte[] file, int rank) throws DatasetException {
    return new IdxReader(Sha256.begin())
        .read("x.idx", file.length, new ByteArrayInputStream(file), rank);
  }

  private static void assertRefused(byte[] file, int rank, String... messageParts) {
    assertThatThrownBy(() -> read(file, rank))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith("x.idx: ")
        .satisfies(e -> assertThat(List.of(messageParts)).allMatch(e.getMessage()::contains))
        .message()
        .doesNotContain("\n");
  }

  @Test
  void readsPlainAndGzipByContent() throws DatasetException {
    for (byte[] file : new byte[][] {IMAGES, IdxFiles.gzip(IMAGES)}) {
      IdxReader.Content content = read(file, 3);
      assertThat(content.dims()).containsExactly(2, 1, 3);
      assertThat(content.values()).containsExactly(0, 1, 127, 128, 254, 255);
    }
  }

  @Test
  void refusesEveryTruncation() {
    for (int length = 0; length < IMAGES.length; length++) {
      byte[] cut = Arrays.copyOf(IMAGES, length);
      assertRefused(cut, 3);
      assertRefused(IdxFiles.gzip(cut), 3);
    }
  }

  @Test
  void refusesEveryTruncationOfGzip() {
    byte[] packed = IdxFiles.gzip(IMAGES);
    for (int length = 0; length < packed.length; length++) {
      assertRefused(Arrays.copyOf(packed, length), 3);
    }
  }

  @Test
  void refusesDamagedGzip() {
    byte[] packed = IdxFiles.gzip(IMAGES);
    packed[packed.length - 8] ^= 1; // its CRC-32
    assertRefused(packed, 3, "damaged gzip file");
  }

  @Test
  void refusesTrailingBytes() {
    byte[] longer = Arrays.copyOf(IMAGES, IMAGES.length + 1);
    assertRefused(longer, 3, "expected 6 bytes after the header", "found more");
    assertRefused(IdxFiles.gzip(longer), 3, "expected 6 bytes after the header", "found more");
  }

  @Test
  void refusesOtherFilesAndOtherRanks() {
    assertRefused("PK\u0003\u0004 something".getBytes(), 3, "00 00 08 03", "50 4b 03 04");
    assertRefused(IMAGES, 1, "of labels", "00 00 08 01", "found 00 00 08 03");
    assertRefused(new byte[0], 3, "empty file");
    byte[] floats = IMAGES.clone();
    floats[2] = 0x0d;
    assertRefused(floats, 3, "found 00 00 0d 03");
  }

  @Test
  void refusesExtentsThatAreZeroOrTooLarge() {
    assertRefused(IdxFiles.idx(new int[] {2, 0, 3}), 3, "dimension 1", "byte offset 8", "found 0");
    assertRefused(IdxFiles.idx(new int[] {-1, 1, 1}), 3, "dimension 0", "found 4294967295");
    int big = Integer.MAX_VALUE;
    assertRefused(IdxFiles.idx(new int[] {big, big, big}), 3, "more than 2 GiB");
  }

  @Test
  void headersThatLieAreRefusedBeforeTheirMemoryIsTaken() {
    byte[] liar = IdxFiles.idx(new int[] {2_000_000_000}, 1, 2, 3);
    assertRefused(liar, 1, "expected 2000000000", "the file holds at most 3");
    assertRefused(IdxFiles.gzip(liar), 1, "expected 2000000000", "the file holds at most");
  }

  /** 8 MB that claim to be 2 GB and could be by their packed size: what is there gets read. */
  @Test
  void memoryGrowsWithWhatIsReadOnly() throws IOException {
    byte[] header = IdxFiles.idx(new int[] {2_000_000_000});
    byte[] content = Arrays.copyOf(header, 8_000_000 + header.length);
    byte[] packed = IdxFiles.gzip(content);
    InputStream in = new ByteArrayInputStream(packed);
    long claimedSize = 1L << 40;
    assertThatThrownBy(() -> new IdxReader(Sha256.begin()).read("x.idx", claimedSize, in, 1))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("expected 2000000000")
        .hasMessageContaining("found 8000000");
  }

  /**
   * A gigabyte in a megabyte, behind a header that promises one byte: reading ends at the first
   * byte too many.
   */
  @Test
  void bombsAreNotUnpacked() throws IOException {
    byte[] megabyte = IdxFiles.gzip(new byte[1 << 20]);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    packed.write(IdxFiles.gzip(IdxFiles.idx(new int[] {1}, 5)));
    for (int i = 0; i < 1000; i++) {
      packed.write(megabyte);
    }
    int[] consumed = new int[1];
    InputStream in =
        new ByteArrayInputStream(packed.toByteArray()) {
          @Override
          public synchronized int read(byte[] target, int offset, int length) {
            int read = super.read(target, offset, Math.min(length, 512));
            consumed[0] += Math.max(read, 0);
            return read;
          }
        };
    assertThatThrownBy(() -> new IdxReader(Sha256.begin()).read("x.idx", packed.size(), in, 1))
        .hasMessageContaining("found more");
    assertThat(consumed[0]).isLessThan(packed.size() / 5);
  }

  @Test
  void digestSeesTheUnpackedContent() throws DatasetException {
    byte[] expected = Sha256.begin().digest(IMAGES);
    for (byte[] file : new byte[][] {IMAGES, IdxFiles.gzip(IMAGES)}) {
      var digest = Sha256.begin();
      new IdxReader(digest).read("x.idx", file.length, new ByteArrayInputStream(file), 3);
      assertThat(digest.digest()).isEqualTo(expected);
    }
  }

  @Test
  void headerIsBigEndian() throws DatasetException {
    byte[] file = ByteBuffer.allocate(8 + 258).putInt(0x00000801).putInt(258).array();
    assertThat(read(file, 1).dims()).containsExactly(258);
  }
}
