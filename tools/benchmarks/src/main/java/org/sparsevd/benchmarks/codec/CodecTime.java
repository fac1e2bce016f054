package org.sparsevd.benchmarks.codec;

import java.io.IOException;
import org.sparsevd.benchmarks.report.CallTime;
import org.sparsevd.format.SpvdFile;

/**
 * What writing or reading a net took, in seconds.
 *
 * @param work {@code encode} or {@code decode}
 * @param bytes of the file
 * @param first the first call in this JVM for this net
 * @param median of the calls after a warm-up
 * @param must the most it may take
 */
record CodecTime(
    String net,
    String work,
    long weights,
    long nonZeros,
    int bytes,
    double first,
    double median,
    double must) {

  /** Encoding as {@code compress} does it, which reads what it wrote to be sure. */
  static CodecTime ofEncoding(CodecNet net, double seconds) throws IOException {
    CallTime.Call call = () -> SpvdFile.encodeCompact(net.model());
    return of(net, "encode", call, seconds, net.encodeSeconds());
  }

  static CodecTime ofDecoding(CodecNet net, double seconds) throws IOException {
    byte[] file = SpvdFile.encodeCompact(net.model());
    return of(net, "decode", () -> SpvdFile.decode(file), seconds, net.decodeSeconds());
  }

  private static CodecTime of(
      CodecNet net, String work, CallTime.Call call, double seconds, double must)
      throws IOException {
    long start = System.nanoTime();
    call.run();
    double first = (System.nanoTime() - start) / 1e9;
    double median = CallTime.median(call, seconds) / 1e6;
    int bytes = SpvdFile.encodeCompact(net.model()).length;
    return new CodecTime(
        net.name(), work, net.weights(), net.nonZeros(), bytes, first, median, must);
  }

  /** Whether it is fast enough: a file is written once, by a fresh JVM, and read often. */
  boolean isFastEnough() {
    return (work.equals("encode") ? first : median) < must;
  }
}
