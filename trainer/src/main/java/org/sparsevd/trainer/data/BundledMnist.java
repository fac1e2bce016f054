package org.sparsevd.trainer.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** MNIST as it lies in the jar; each file is checked against its SHA-256 before it is unpacked. */
final class BundledMnist implements IdxDataset.Source {
  @Override
  public IdxDataset.Stored open(String prefix, String kind, int rank) throws DatasetException {
    String name = prefix + "-" + kind + "-idx" + rank + "-ubyte.gz";
    byte[] content = resource(name);
    String found = Sha256.of(content);
    String sums = new String(resource("SHA256SUMS"), StandardCharsets.US_ASCII);
    if (sums.lines().noneMatch(line -> line.equals(found + "  " + name))) {
      throw new DatasetException(
          "bundled MNIST: "
              + name
              + " is damaged: its SHA-256 "
              + found
              + " is not the one listed");
    }
    return new IdxDataset.Stored(
        "bundled MNIST: " + name, content.length, new ByteArrayInputStream(content));
  }

  private static byte[] resource(String name) throws DatasetException {
    try (InputStream in = BundledMnist.class.getResourceAsStream("mnist/" + name)) {
      if (in == null) {
        throw new DatasetException("bundled MNIST: expected " + name + " in the jar, found none");
      }
      return in.readAllBytes();
    } catch (DatasetException e) {
      throw e;
    } catch (IOException e) {
      throw new DatasetException("bundled MNIST: " + name + " cannot be read: " + e, e);
    }
  }
}
