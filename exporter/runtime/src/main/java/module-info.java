/** The compact .spvd file and sparse inference of SparseVD. */
module org.sparsevd.runtime {
  requires transitive org.sparsevd.compressor;
  requires static jdk.incubator.vector;

  exports org.sparsevd.format;
  exports org.sparsevd.runtime;
}
