/** From a checkpoint or an ONNX file to a compact file, and the table that tells of it. */
package org.sparsevd.cli.compress;
