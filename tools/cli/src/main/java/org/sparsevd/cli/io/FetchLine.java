package org.sparsevd.cli.io;

import java.util.Locale;
import org.sparsevd.report.Numbers;
import org.sparsevd.trainer.data.fetch.FetchProgress;

/** Shows how a download goes on: one live line on a terminal, a line every tenth otherwise. */
public final class FetchLine implements FetchProgress {
  private static final long REDRAW_NANOS = 200_000_000;

  /** What is left is told from here on: before, the estimate jumps. */
  private static final double SETTLED_SECONDS = 1;

  private final String name;
  private final Console output;
  private final boolean live;
  private long start;
  private long bytesBefore = -1;
  private long lastDrawn;
  private long tenths;

  public FetchLine(String name, Console output) {
    this.name = name;
    this.output = output;
    this.live = Terminal.isLive() && !output.quiet() && !output.json();
  }

  @Override
  public void downloaded(long bytes, long of) {
    long now = System.nanoTime();
    if (bytesBefore < 0) {
      bytesBefore = bytes;
      start = now;
      tenths = bytes * 10 / of;
    }
    if (live && (now - lastDrawn >= REDRAW_NANOS || bytes == of)) {
      lastDrawn = now;
      output.err().print("\r\u001b[K" + text(bytes, of, (now - start) / 1e9));
      output.err().flush();
    } else if (!live && bytes * 10 / of > tenths) {
      tenths = bytes * 10 / of;
      output.progress(text(bytes, of, (now - start) / 1e9));
    }
  }

  private String text(long bytes, long of, double seconds) {
    String text =
        String.format(Locale.ROOT, "%s: %.1f of %.1f MB", name, bytes / 1e6, (double) of / 1e6);
    long arrived = bytes - bytesBefore;
    if (seconds < SETTLED_SECONDS || arrived == 0) {
      return text;
    }
    double speed = arrived / seconds;
    return text
        + String.format(Locale.ROOT, ", %.1f MB/s, ", speed / 1e6)
        + Numbers.seconds((of - bytes) / speed)
        + " left";
  }

  @Override
  public void unpacking() {
    end();
    output.progress(name + ": unpacking");
  }

  /** Takes the live line back, so that what follows starts on one of its own. */
  public void end() {
    if (live) {
      output.err().print("\r\u001b[K");
      output.err().flush();
    }
  }
}
