/** A net in some runtime. ONNX Runtime's jar has no descriptor, but a name for one. */
module org.sparsevd.nets {
  requires transitive org.sparsevd.compressor;
  requires org.sparsevd.onnx;
  requires org.sparsevd.runtime;
  requires com.microsoft.onnxruntime;
  requires static jdk.incubator.vector;

  exports org.sparsevd.nets;
}
