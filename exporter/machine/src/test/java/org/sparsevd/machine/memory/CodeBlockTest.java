package org.sparsevd.machine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.sparsevd.machine.Mappings;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Gp;

class CodeBlockTest {
  private static CodeBlock returning(int number) {
    Assembler to = new Assembler();
    to.mov(Gp.RAX, number);
    to.ret();
    return new CodeBlock(to.toBytes());
  }

  private static int call(CodeBlock code) {
    return code.function(0).call(MemorySegment.NULL, MemorySegment.NULL, MemorySegment.NULL);
  }

  @Test
  void runsCode() {
    CodeBlock code = returning(-17);
    assertThat(call(code)).isEqualTo(-17);
    assertThat(code.function(0).callShort(MemorySegment.NULL)).isEqualTo(-17);
  }

  /** The JVM's own code cache is both; nothing of ours is. */
  @Test
  void codeIsNeverWritableAndExecutable() throws IOException {
    CodeBlock code = returning(3);
    assertThat(Mappings.rights(code.address())).isEqualTo("r-xp");
    assertThat(call(code)).isEqualTo(3);
  }

  @Test
  void codeThatNobodyHoldsIsUnmapped() throws IOException, InterruptedException {
    long before = Mappings.codeBytes();
    int sum = 0;
    for (int i = 0; i < 3000; i++) {
      sum += call(returning(i));
    }
    assertThat(sum).isEqualTo(3000 * 2999 / 2);
    for (int i = 0; i < 300 && Mappings.codeBytes() > before + (1 << 19); i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(Mappings.codeBytes()).isLessThanOrEqualTo(before + (1 << 19));
  }

  @Test
  void whatTheSystemRefusesIsSaid() {
    assertThatExceptionOfType(MachineException.class)
        .isThrownBy(() -> SystemCalls.map(1L << 60))
        .withMessage("the system gives no memory for code");
    MemorySegment memory = SystemCalls.map(8192);
    assertThatExceptionOfType(MachineException.class)
        .isThrownBy(() -> SystemCalls.protect(memory.asSlice(1), SystemCalls.EXECUTE))
        .withMessage("the system does not allow memory to become code");
    SystemCalls.unmap(memory);
  }
}
