/** ONNX files in and out. Its protobuf classes come from modules without descriptors. */
module org.sparsevd.onnx {
  requires transitive org.sparsevd.compressor;
  requires com.google.protobuf;
  requires org.tribuo.util.onnx;

  exports org.sparsevd.onnx;
  exports org.sparsevd.onnx.read;
  exports org.sparsevd.onnx.write;
}
