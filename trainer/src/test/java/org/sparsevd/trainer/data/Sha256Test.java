package org.sparsevd.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
  @TempDir private Path folder;

  /** The examples of FIPS 180-2, appendix B: one block, two blocks, a million letters. */
  @Test
  void examplesOfTheStandard() throws IOException {
    assertDigest("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertDigest(
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    assertDigest(
        "a".repeat(1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  }

  private void assertDigest(String text, String expected) throws IOException {
    byte[] content = text.getBytes(StandardCharsets.US_ASCII);
    assertThat(Sha256.of(content)).isEqualTo(expected);
    assertThat(Sha256.of(Files.write(folder.resolve("file"), content))).isEqualTo(expected);
    MessageDigest digest = Sha256.begin();
    digest.update(content, 0, 2);
    digest.update(Arrays.copyOfRange(content, 2, content.length));
    assertThat(Sha256.text(digest)).isEqualTo(expected);
  }
}
