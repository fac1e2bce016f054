/**
 * Layers over images of bytes as code: products of bytes and weights are added as whole numbers,
 * which then become levels again.
 */
package org.sparsevd.machine.bytes;
