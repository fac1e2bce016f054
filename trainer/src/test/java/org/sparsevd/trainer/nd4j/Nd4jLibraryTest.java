package org.sparsevd.trainer.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.trainer.Backends;
import org.sparsevd.trainer.TrainerOptions;

/** What happens where ND4J is missing: class loaders that see the project's own classes alone. */
class Nd4jLibraryTest {

  @Test
  void missingLibraryIsOneLine() throws Exception {
    try (URLClassLoader loader = withoutNd4j()) {
      assertThatThrownBy(() -> open(loader, "nd4j"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageMatching(
              "backend 'nd4j' cannot start on .+: ClassNotFoundException: org\\.nd4j\\..+");
    }
  }

  @Test
  void hostNeedsNoNd4j() throws Exception {
    try (URLClassLoader loader = withoutNd4j();
        AutoCloseable backend = open(loader, "host")) {
      assertThat(backend.getClass().getClassLoader()).isSameAs(loader);
    }
  }

  private static URLClassLoader withoutNd4j() {
    URL[] urls = {location(Backends.class), location(Model.class)};
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  private static URL location(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  private static AutoCloseable open(ClassLoader loader, String name) throws Exception {
    Class<?> options = loader.loadClass(TrainerOptions.class.getName());
    Object value =
        options.getConstructor(long.class, int.class, String.class).newInstance(1L, 1, name);
    try {
      return (AutoCloseable)
          loader.loadClass(Backends.class.getName()).getMethod("open", options).invoke(null, value);
    } catch (InvocationTargetException e) {
      throw (Exception) e.getCause();
    }
  }
}
