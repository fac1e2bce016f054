package org.sparsevd.trainer.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarArchiveTest {
  private static final Map<String, Long> WANTED = Map.of("a.bin", 700L, "b.bin", 512L);

  @TempDir Path folder;

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private void unpack(byte[] archive) throws IOException {
    new TarArchive("x.tar", new ByteArrayInputStream(archive)).unpack(WANTED, folder);
  }

  private void refused(byte[] archive, String message) {
    assertThatThrownBy(() -> unpack(archive))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
    assertThat(folder).isEmptyDirectory();
  }

  private static Tar whole() {
    return new Tar()
        .folder("set/")
        .file("set/readme", bytes(33))
        .file("set/a.bin", bytes(700))
        .file("../../b.bin", bytes(512));
  }

  @Test
  void takesTheKnownFilesAndNothingElse() throws IOException {
    unpack(whole().finished());
    assertThat(Files.readAllBytes(folder.resolve("a.bin"))).isEqualTo(bytes(700));
    assertThat(Files.readAllBytes(folder.resolve("b.bin"))).isEqualTo(bytes(512));
    assertThat(folder.toFile().list()).hasSize(2);
  }

  @Test
  void everyTruncationIsNoticedAndLeavesNothing() throws IOException {
    byte[] archive = whole().unfinished();
    for (int length = 0; length < archive.length; length += 61) {
      refused(Arrays.copyOf(archive, length), "it ends");
    }
  }

  @Test
  void saysWhatIsWrong() {
    refused(new Tar().file("a.bin", bytes(700)).finished(), "no b.bin");
    refused(new Tar().file("a.bin", bytes(701)).finished(), "a.bin has 701 bytes, expected 700");
    refused(
        new Tar().file("a.bin", bytes(700)).file("x/a.bin", bytes(700)).finished(), "a.bin twice");
    byte[] damaged = whole().finished();
    damaged[512 + 3] ^= 1;
    refused(damaged, "no tar header");
    byte[] signed = whole().finished();
    signed[512 + 124] = (byte) 0x80;
    refused(signed, "tar header");
    refused(
        "<html>nothing of the kind</html>".repeat(40).getBytes(StandardCharsets.US_ASCII),
        "no octal number");
  }

  @Test
  void doesNotFollowWhatAnEntryPromises() {
    refused(new Tar().entry("big", '0', 0x1FFFFFFFFL, new byte[0]).finished(), "more than");
    Tar many = new Tar();
    for (int i = 0; i < 3000; i++) {
      many.folder("f" + i);
    }
    refused(many.finished(), "more than the files that are known");
    refused(new Tar().entry("a.bin", '2', 0, new byte[0]).finished(), "no a.bin, b.bin");
  }
}
