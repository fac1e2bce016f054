package org.sparsevd.machine.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our instructions against those of GNU binutils, byte for byte. */
class EncoderTest {
  private static final long SEED = 20261129;
  private static final String RECORDED = "instructions.txt";

  @TempDir Path folder;

  /** So many random instructions of each form. */
  private static List<Instance> instances(long seed, int each) {
    VectorInstances vectors = new VectorInstances(new Random(seed));
    GeneralInstances general = new GeneralInstances(new Random(seed + 1));
    List<Instance> all = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      for (Form form : Form.values()) {
        all.add(vectors.next(form));
      }
      for (int kind = 0; kind < GeneralInstances.KINDS; kind++) {
        all.add(general.next(kind));
      }
    }
    return all;
  }

  private static List<String> texts(List<Instance> all) {
    return all.stream().map(Instance::text).toList();
  }

  @Test
  void thousandsOfRandomInstructionsAreThoseOfAnAssembler()
      throws IOException, InterruptedException {
    Assumptions.assumeTrue(GnuAssembler.isThere(), "no GNU assembler: recorded bytes serve");
    long seed = System.nanoTime();
    List<Instance> all = instances(seed, 250);
    byte[] theirs = new GnuAssembler(folder).assemble(texts(all));
    int at = 0;
    for (Instance each : all) {
      byte[] part = Arrays.copyOfRange(theirs, at, at + each.bytes().length);
      assertThat(part).as("%s, seed %d", each.text(), seed).isEqualTo(each.bytes());
      at += part.length;
    }
    assertThat(at).isEqualTo(theirs.length).isGreaterThan(100_000);
  }

  @Test
  void recordedInstructionsAreThoseOfAnAssembler() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Instance each : instances(SEED, 8)) {
      String bytes = HexFormat.of().formatHex(each.bytes());
      lines.add(bytes + "  " + each.text().replace("\n", ";"));
    }
    try (InputStream stream = EncoderTest.class.getResourceAsStream(RECORDED)) {
      String recorded = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(lines).isEqualTo(recorded.lines().toList());
    }
  }

  /** Writes anew what an assembler makes of the recorded instructions. */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    Path folder = Files.createTempDirectory("instructions");
    for (Instance each : instances(SEED, 8)) {
      byte[] theirs = new GnuAssembler(folder).assemble(List.of(each.text()));
      lines.add(HexFormat.of().formatHex(theirs) + "  " + each.text().replace("\n", ";"));
    }
    Files.write(Path.of(args[0]), lines);
  }

  @Test
  void refusesWhatAnInstructionDoesNotHave() {
    Assembler assembler = new Assembler();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> assembler.op(Form.VPERM2F128, Vec.ymm(16), Vec.ymm(1), Vec.ymm(2), 1))
        .withMessage("VPERM2F128 has no such registers, mask or broadcast");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> assembler.load(Form.VADDPS, Vec.ymm(1), Vec.ymm(2)))
        .withMessage("VADDPS is a THREE, no LOAD");
    assertThatIllegalArgumentException().isThrownBy(() -> Vec.ymm(32));
    assertThatIllegalArgumentException().isThrownBy(() -> new Mask(8));
    assertThatIllegalArgumentException().isThrownBy(() -> Address.of(Gp.RAX, Gp.RSP, 1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Address.of(Gp.RAX, Gp.RBX, 3, 0));
  }
}
