package org.sparsevd.report.film;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class FilmPictureTest {
  private static final int EPOCHS = 30;
  private static final FilmView VIEW = new FilmView("filters", "c", FilmStyle.SIGNED, 6, 5, 5);

  private static Film film(FilmView view) {
    return film(view, EPOCHS);
  }

  /** The first weight stays and is the strongest; the others go one by one. */
  private static Film film(FilmView view, int epochs) {
    List<FilmFrame> frames = new ArrayList<>();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      float[] values = new float[view.size()];
      for (int i = epoch; i < values.length; i++) {
        values[i] = i % 2 == 0 ? 0.1f : -0.1f;
      }
      values[0] = 1;
      frames.add(new FilmFrame(epoch, List.of(values)));
    }
    return new Film("run", epochs, List.of(view), frames);
  }

  private record Gif(List<BufferedImage> images, List<Integer> delays, List<byte[]> loops) {}

  private static Gif read(byte[] file) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(file)));
    Gif gif = new Gif(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < reader.getNumImages(true); i++) {
      gif.images.add(reader.read(i));
      Element root = (Element) reader.getImageMetadata(i).getAsTree("javax_imageio_gif_image_1.0");
      Element control = (Element) root.getElementsByTagName("GraphicControlExtension").item(0);
      gif.delays.add(Integer.parseInt(control.getAttribute("delayTime")));
      IIOMetadataNode loop =
          (IIOMetadataNode) root.getElementsByTagName("ApplicationExtension").item(0);
      assertThat(loop.getAttribute("applicationID")).isEqualTo("NETSCAPE");
      gif.loops.add((byte[]) loop.getUserObject());
    }
    reader.dispose();
    return gif;
  }

  @Test
  void aGifHasAFrameForEveryEpochAndBeginsAnewForEver() throws IOException {
    FilmPicture picture = FilmPicture.of(film(VIEW)).get(0);
    for (byte[] file : List.of(picture.gif(), picture.lightGif(), picture.darkGif())) {
      Gif gif = read(file);
      assertThat(gif.images).hasSize(EPOCHS);
      assertThat(gif.delays.subList(0, EPOCHS - 1)).containsOnly(40);
      assertThat(gif.delays.get(EPOCHS - 1)).isGreaterThan(100);
      assertThat(gif.loops).allMatch(loop -> loop.length == 3 && loop[1] == 0 && loop[2] == 0);
    }
    Gif page = read(picture.lightGif());
    assertThat(page.images)
        .allMatch(i -> i.getWidth() == picture.width() && i.getHeight() == picture.height());
    assertThat(read(picture.gif()).images.get(0).getWidth()).isBetween(200, 340);
  }

  @Test
  void aPageHasFewerFramesOfALongFilmAndTheLastOne() throws IOException {
    FilmPicture picture = FilmPicture.of(film(VIEW, 149)).get(0);
    assertThat(read(picture.gif()).images).hasSize(149);
    List<BufferedImage> page = read(picture.darkGif()).images;
    assertThat(page).hasSize(60);
    same(page.get(59), ImageIO.read(new ByteArrayInputStream(picture.darkStill())));
  }

  private static void same(BufferedImage found, BufferedImage expected) {
    for (int y = 0; y < expected.getHeight(); y++) {
      for (int x = 0; x < expected.getWidth(); x++) {
        assertThat(found.getRGB(x, y)).isEqualTo(expected.getRGB(x, y));
      }
    }
  }

  @Test
  void colours() throws IOException {
    FilmPicture picture = FilmPicture.of(film(VIEW)).get(0);
    BufferedImage light = read(picture.lightGif()).images.get(EPOCHS - 1);
    BufferedImage dark = read(picture.darkGif()).images.get(EPOCHS - 1);
    // Of the first of three tiles in a row the first value is left, of the third all are.
    int scale = (light.getWidth() - 4) / 15;
    int third = 2 * (5 * scale + 1) + 1;
    for (BufferedImage image : List.of(light, dark)) {
      int positive = image.getRGB(1, 1);
      int gone = image.getRGB(1 + scale, 1);
      int negative = image.getRGB(third + scale, 1);
      assertThat(positive >> 16 & 0xff).isGreaterThan((positive & 0xff) + 50);
      assertThat(negative & 0xff).isGreaterThan((negative >> 16 & 0xff) + 50);
      assertThat(gone & 0xffffff).isEqualTo(image == light ? 0xffffff : 0x1c1e21);
    }
  }

  @Test
  void theStillIsTheLastFrame() throws IOException {
    FilmPicture picture = FilmPicture.of(film(VIEW)).get(0);
    for (boolean dark : new boolean[] {false, true}) {
      byte[] png = dark ? picture.darkStill() : picture.lightStill();
      BufferedImage still = ImageIO.read(new ByteArrayInputStream(png));
      BufferedImage last =
          read(dark ? picture.darkGif() : picture.lightGif()).images.get(EPOCHS - 1);
      same(last, still);
    }
  }

  @Test
  void everyShapeCanBeDrawn() throws IOException {
    for (int[] shape :
        new int[][] {{1, 1, 1}, {1, 1, 1024}, {1, 1024, 1}, {64, 1, 1000}, {65536, 1, 1}}) {
      for (FilmStyle style : FilmStyle.values()) {
        FilmView view = new FilmView("a", "c", style, shape[0], shape[1], shape[2]);
        float[] values = new float[view.size()];
        values[values.length - 1] = 3;
        FilmFrame frame = new FilmFrame(100_000, List.of(values));
        Film film = new Film("run", 100_000, List.of(view), List.of(frame));
        FilmPicture picture = FilmPicture.of(film).get(0);
        assertThat(read(picture.lightGif()).images).hasSize(1);
        assertThat(picture.width()).isLessThan(65_536);
      }
    }
  }

  @Test
  void countsAreToldApartOverALargeRange() {
    double one = FilmStyle.COUNT.strength(1, 300);
    double ten = FilmStyle.COUNT.strength(10, 300);
    assertThat(FilmColours.index(one)).isNotEqualTo(FilmColours.PAPER);
    assertThat(ten - one).isGreaterThan(0.25);
    assertThat(FilmStyle.COUNT.strength(300, 300)).isEqualTo(1);
    assertThat(FilmStyle.COUNT.strength(0, 300)).isZero();
  }
}
