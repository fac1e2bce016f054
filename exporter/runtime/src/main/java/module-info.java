/** The compact .spvd file and sparse inference of SparseVD. */
module org.sparsevd.runtime {
  requires transitive org.sparsevd.compressor;
  requires static jdk.incubator.vector;

  exports org.sparsevd.format;
  exports org.sparsevd.runtime;
  exports org.sparsevd.runtime.layout to
      org.sparsevd.machine;
  exports org.sparsevd.runtime.level to
      org.sparsevd.machine;
  exports org.sparsevd.runtime.share to
      org.sparsevd.machine;
  exports org.sparsevd.runtime.tile to
      org.sparsevd.machine;
  exports org.sparsevd.runtime.tile.bytes to
      org.sparsevd.machine;
  exports org.sparsevd.runtime.kernel to
      org.sparsevd.machine;
  exports org.sparsevd.runtime.matrix to
      org.sparsevd.machine;
  exports org.sparsevd.runtime.machine to
      org.sparsevd.machine;

  uses org.sparsevd.runtime.machine.MachineProvider;
}
