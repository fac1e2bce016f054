/** The network model, sparse storage, codecs and compression passes of SparseVD. */
module org.sparsevd.compressor {
  requires static jdk.incubator.vector;

  exports org.sparsevd.array;
  exports org.sparsevd.codec;
  exports org.sparsevd.codec.entropy to
      org.sparsevd.text;
  exports org.sparsevd.compress;
  exports org.sparsevd.compress.int8;
  exports org.sparsevd.compress.prune;
  exports org.sparsevd.compress.quantise;
  exports org.sparsevd.compress.weight;
  exports org.sparsevd.file;
  exports org.sparsevd.model;
  exports org.sparsevd.model.loop;
  exports org.sparsevd.sparse;
  exports org.sparsevd.tensor;
  exports org.sparsevd.vector;
}
