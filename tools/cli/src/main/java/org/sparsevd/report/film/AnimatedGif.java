package org.sparsevd.report.film;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures of one palette as an animated GIF that begins anew for ever (GIF89a, NETSCAPE2.0). */
final class AnimatedGif {
  /** Names of trees and nodes of the JDK's GIF metadata. */
  private static final String FRAME = "javax_imageio_gif_image_1.0";

  private static final String STREAM = "javax_imageio_gif_stream_1.0";

  private final int width;
  private final int height;
  private final IndexColorModel colours;

  AnimatedGif(int width, int height, IndexColorModel colours) {
    this.width = width;
    this.height = height;
    this.colours = colours;
  }

  /**
   * The file.
   *
   * @param frames indices of colours, row-major
   * @param delay of every frame, in hundredths of a second
   * @param rest of the last one
   */
  byte[] encode(List<byte[]> frames, int delay, int rest) {
    ImageIO.setUseCache(false);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(stream(writer));
      ImageWriteParam plain = writer.getDefaultWriteParam();
      plain.setProgressiveMode(ImageWriteParam.MODE_DISABLED);
      for (int i = 0; i < frames.size(); i++) {
        BufferedImage image = image(frames.get(i));
        IIOMetadata metadata = frame(writer, image, i == frames.size() - 1 ? rest : delay);
        writer.writeToSequence(new IIOImage(image, null, metadata), plain);
      }
      writer.endWriteSequence();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  BufferedImage image(byte[] pixels) {
    BufferedImage image =
        new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, colours);
    image.getRaster().setDataElements(0, 0, width, height, pixels);
    return image;
  }

  /** With the colours of all frames, so that not every one has its own. */
  private IIOMetadata stream(ImageWriter writer) throws IIOInvalidTreeException {
    IIOMetadata metadata = writer.getDefaultStreamMetadata(null);
    IIOMetadataNode table = new IIOMetadataNode("GlobalColorTable");
    table.setAttribute("sizeOfGlobalColorTable", "256");
    table.setAttribute("backgroundColorIndex", "0");
    table.setAttribute("sortFlag", "FALSE");
    for (int i = 0; i < 256; i++) {
      IIOMetadataNode entry = new IIOMetadataNode("ColorTableEntry");
      entry.setAttribute("index", String.valueOf(i));
      entry.setAttribute("red", String.valueOf(colours.getRed(i)));
      entry.setAttribute("green", String.valueOf(colours.getGreen(i)));
      entry.setAttribute("blue", String.valueOf(colours.getBlue(i)));
      table.appendChild(entry);
    }
    IIOMetadataNode root = new IIOMetadataNode(STREAM);
    root.appendChild(table);
    metadata.mergeTree(STREAM, root);
    return metadata;
  }

  private static IIOMetadata frame(ImageWriter writer, BufferedImage image, int delay)
      throws IIOInvalidTreeException {
    IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), null);
    IIOMetadataNode control = new IIOMetadataNode("GraphicControlExtension");
    control.setAttribute("disposalMethod", "none");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "FALSE");
    control.setAttribute("transparentColorIndex", "0");
    control.setAttribute("delayTime", String.valueOf(delay));
    IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
    loop.setAttribute("applicationID", "NETSCAPE");
    loop.setAttribute("authenticationCode", "2.0");
    loop.setUserObject(new byte[] {1, 0, 0});
    IIOMetadataNode extensions = new IIOMetadataNode("ApplicationExtensions");
    extensions.appendChild(loop);
    IIOMetadataNode root = new IIOMetadataNode(FRAME);
    root.appendChild(control);
    root.appendChild(extensions);
    metadata.mergeTree(FRAME, root);
    return metadata;
  }
}
