/** Machine code for the runtime of SparseVD, generated at load. */
module org.sparsevd.machine {
  requires org.sparsevd.runtime;

  provides org.sparsevd.runtime.machine.MachineProvider with
      org.sparsevd.machine.GeneratedKernels;
  provides org.sparsevd.vector.ProductCodeProvider with
      org.sparsevd.machine.GeneratedProducts;
}
