package org.sparsevd.machine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A native image makes only those calls out of Java that it is told of when it is built. */
class NativeImageTest {
  private static final String FILE =
      "/META-INF/native-image/org.sparsevd/sparsevd-machine/reachability-metadata.json";
  private static final Pattern CALL =
      Pattern.compile("\"returnType\": \"([^\"]+)\",\\s*\"parameterTypes\": \\[([^]]*)]");
  private static final Map<Class<?>, String> NAMES =
      Map.of(
          void.class, "void", int.class, "jint", long.class, "jlong", MemorySegment.class, "void*");

  private static List<String> made(Class<?> owner, int own) throws Exception {
    List<String> all = new ArrayList<>();
    for (Field field : owner.getDeclaredFields()) {
      if (field.getType() == MethodHandle.class) {
        field.setAccessible(true);
        MethodType type = ((MethodHandle) field.get(null)).type().dropParameterTypes(0, own);
        all.add(
            NAMES.get(type.returnType())
                + type.parameterList().stream()
                    .map(NAMES::get)
                    .collect(Collectors.joining(",", "(", ")")));
      }
    }
    return all;
  }

  @Test
  void everyCallOutOfJavaIsToldOf() throws Exception {
    String text;
    try (InputStream in = NativeImageTest.class.getResourceAsStream(FILE)) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<String> told = new ArrayList<>();
    Matcher calls = CALL.matcher(text);
    while (calls.find()) {
      told.add(calls.group(1) + "(" + calls.group(2).replaceAll("[\\s\"]", "") + ")");
    }
    // The first parameter of code that was generated is its address.
    List<String> made = made(Calls.class, 1);
    made.addAll(made(SystemCalls.class, 0));
    assertThat(told).containsExactlyInAnyOrderElementsOf(made);
  }
}
