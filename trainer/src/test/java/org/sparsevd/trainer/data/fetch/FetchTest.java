package org.sparsevd.trainer.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.trainer.data.DatasetException;

/** Against a server on this machine. */
class FetchTest {
  @TempDir Path folder;

  private final byte[] content = new byte[300_000];
  private final List<String> ranges = new ArrayList<>();
  private final List<Long> heard = new ArrayList<>();
  private byte[] archive;
  private HttpServer server;

  /** Bytes that the server sends before it hangs up. */
  private int patience = Integer.MAX_VALUE;

  private boolean knowsRanges = true;
  private int status;

  private final FetchProgress progress =
      new FetchProgress() {
        @Override
        public void downloaded(long bytes, long of) {
          assertThat(of).isEqualTo(archive.length);
          heard.add(bytes);
        }

        @Override
        public void unpacking() {
          heard.add(-1L);
        }
      };

  @BeforeEach
  void serve() throws IOException {
    new Random(3).nextBytes(content);
    archive = new Tar().folder("d").file("d/train.bin", content).gzip();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(String.valueOf(range));
    if (status != 0) {
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
      return;
    }
    int from = 0;
    if (range != null && knowsRanges) {
      from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
      exchange
          .getResponseHeaders()
          .add(
              "Content-Range", "bytes " + from + "-" + (archive.length - 1) + "/" + archive.length);
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, archive.length - from);
    int length = Math.min(patience, archive.length - from);
    exchange.getResponseBody().write(archive, from, length);
    exchange.getResponseBody().flush();
    exchange.close();
  }

  private PublicDataset dataset() throws Exception {
    return dataset(server.getAddress().getPort());
  }

  private PublicDataset dataset(int port) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(archive);
    return new PublicDataset(
        "d",
        URI.create("http://127.0.0.1:" + port + "/~x/d.tar.gz"),
        archive.length,
        HexFormat.of().formatHex(digest),
        Map.of("train.bin", (long) content.length));
  }

  private void assertComplete() throws Exception {
    assertThat(folder.resolve("train.bin")).hasBinaryContent(content);
    assertThat(dataset().isIn(folder)).isTrue();
    assertThat(heard.get(heard.size() - 1)).isEqualTo(-1);
  }

  private void refused(PublicDataset dataset, String... parts) {
    assertThatThrownBy(() -> dataset.fetch(folder, progress))
        .isInstanceOf(DatasetException.class)
        .message()
        .contains(parts)
        .doesNotContain("\n");
    assertThat(folder.resolve("train.bin")).doesNotExist();
  }

  @Test
  void downloadsAndUnpacks() throws Exception {
    folder = folder.resolve("new/folder");
    assertThat(dataset().isIn(folder)).isFalse();
    dataset().fetch(folder, progress);
    assertComplete();
    assertThat(folder.toFile().list()).containsExactly("train.bin");
    assertThat(heard.get(heard.size() - 2)).isEqualTo(archive.length);
  }

  @Test
  void goesOnWhereTheConnectionWasLost() throws Exception {
    patience = 100_000;
    dataset().fetch(folder, progress);
    assertComplete();
    assertThat(ranges)
        .startsWith("null", "bytes=100000-", "bytes=200000-")
        .hasSize(archive.length / 100_000 + 1);
  }

  @Test
  void goesOnWhereAnEarlierTryEnded() throws Exception {
    Files.write(folder.resolve("d.tar.gz.part"), Arrays.copyOf(archive, 1234));
    dataset().fetch(folder, progress);
    assertComplete();
    assertThat(ranges).containsExactly("bytes=1234-");
    assertThat(heard.get(0)).isGreaterThan(1234);
  }

  @Test
  void startsAnewWhereTheServerKnowsNoRanges() throws Exception {
    knowsRanges = false;
    Files.write(folder.resolve("d.tar.gz.part"), new byte[1234]);
    dataset().fetch(folder, progress);
    assertComplete();
  }

  @Test
  void startsAnewAfterTooLongAFile() throws Exception {
    Files.write(folder.resolve("d.tar.gz.part"), new byte[archive.length + 1]);
    dataset().fetch(folder, progress);
    assertComplete();
    assertThat(ranges).containsExactly("null");
  }

  @Test
  void damagedDownloadIsRemoved() throws Exception {
    Files.write(folder.resolve("d.tar.gz.part"), new byte[1234]);
    refused(dataset(), "d.tar.gz.part: expected SHA-256 ", "starts anew");
    assertThat(folder).isEmptyDirectory();
    dataset().fetch(folder, progress);
    assertComplete();
  }

  @Test
  void archiveThatIsThereIsUsedAndKept() throws Exception {
    Path own = Files.write(folder.resolve("d.tar.gz"), archive);
    server.stop(0);
    dataset().fetch(folder, progress);
    assertComplete();
    assertThat(own).exists();
    Files.write(own, new byte[5]);
    assertThatThrownBy(() -> dataset().fetch(folder, progress))
        .hasMessageStartingWith(own + ": expected SHA-256 ");
    assertThat(own).exists();
  }

  @Test
  void withoutNetworkItSaysWhatToDo() throws Exception {
    server.stop(0);
    refused(dataset(), "/~x/d.tar.gz: cannot be downloaded", "put that file into " + folder);
    Files.write(folder.resolve("d.tar.gz.part"), Arrays.copyOf(archive, 1234));
    refused(dataset(), "1234 of " + archive.length + " bytes are there");
  }

  @Test
  void otherAnswersAreRefused() throws Exception {
    status = 404;
    refused(dataset(), "the server answered 404");
    status = 0;
    PublicDataset known = dataset();
    archive = new byte[archive.length + 3];
    refused(known, "expected " + (archive.length - 3) + " bytes, found " + archive.length);
  }

  @Test
  void fileOfAnotherSizeIsToldBeforeAnythingIsFetched() throws Exception {
    Files.write(folder.resolve("train.bin"), new byte[3]);
    PublicDataset dataset = dataset();
    assertThatThrownBy(() -> dataset.isIn(folder))
        .hasMessage(folder.resolve("train.bin") + " exists: expected 300000 bytes, found 3");
  }

  @Test
  void knowsTheDataSetsOfThePaper() {
    assertThat(PublicDataset.names()).containsExactly("cifar10", "cifar100");
    for (String name : PublicDataset.names()) {
      PublicDataset known = PublicDataset.named(name);
      long unpacked = known.files().values().stream().mapToLong(Long::longValue).sum();
      assertThat(unpacked).isEqualTo(60_000L * (name.equals("cifar10") ? 3073 : 3074));
      assertThat(known.sha256()).matches("[0-9a-f]{64}");
      assertThat(known.archive()).hasScheme("https");
    }
    assertThatThrownBy(() -> PublicDataset.named("imagenet"))
        .hasMessage("unknown data set 'imagenet', expected one of cifar10, cifar100");
  }
}
