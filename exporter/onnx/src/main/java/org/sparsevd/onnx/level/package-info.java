/** Models in 8 bits as ONNX has them: real numbers, of which some are rounded to bytes. */
package org.sparsevd.onnx.level;
