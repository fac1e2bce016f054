package org.sparsevd.trainer.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.sparsevd.tensor.Shape;

/**
 * The SHA-256 of images and labels as IDX files would hold them, so that the same pixels have the
 * same in whatever files they come: {@code 0, 0}, a type (8: unsigned byte, 12: int32, 13:
 * float32), the number of extents, the extents, the values, all big-endian. Grey images have no
 * extent for their channel; inputs without labels have none here.
 */
final class ContentDigest {
  private static final int BYTE = 8;
  private static final int INT = 12;
  private static final int FLOAT = 13;
  private static final int BLOCK = 256;

  private final MessageDigest digest = Sha256.begin();

  /** Adds images, then their labels. */
  void add(Images images) {
    Shape shape = images.shape();
    int skipped = shape.dim(0) == 1 ? 1 : 0;
    int[] extents = new int[1 + shape.rank() - skipped];
    extents[0] = images.count();
    for (int i = 1; i < extents.length; i++) {
      extents[i] = shape.dim(i - 1 + skipped);
    }
    header(images.areNumbers() ? FLOAT : BYTE, extents);
    for (int from = 0; from < images.count(); from += BLOCK) {
      int count = Math.min(BLOCK, images.count() - from);
      digest.update(images.read(from, count, pixels -> pixels, ContentDigest::bytes));
    }
    if (images.areLabelled()) {
      labels(images);
    }
    if (images.targets() != null) {
      Targets targets = images.targets();
      header(FLOAT, targets.kind().ordinal(), images.count(), targets.width());
      digest.update(bytes(targets.values()));
    }
  }

  private void header(int type, int... extents) {
    ByteBuffer header = ByteBuffer.allocate(4 + 4 * extents.length);
    header.put((byte) 0).put((byte) 0).put((byte) type).put((byte) extents.length);
    for (int extent : extents) {
      header.putInt(extent);
    }
    digest.update(header.array());
  }

  private static byte[] bytes(float[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length);
    bytes.asFloatBuffer().put(numbers);
    return bytes.array();
  }

  private void labels(Images images) {
    int count = images.count();
    boolean small = images.classes() <= 256;
    header(small ? BYTE : INT, count);
    ByteBuffer labels = ByteBuffer.allocate(small ? count : 4 * count);
    for (int i = 0; i < count; i++) {
      if (small) {
        labels.put((byte) images.label(i));
      } else {
        labels.putInt(images.label(i));
      }
    }
    digest.update(labels.array());
  }

  String sha256() {
    return Sha256.text(digest);
  }
}
