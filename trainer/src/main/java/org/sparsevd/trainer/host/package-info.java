/**
 * The backend for CPUs: matrix products and fused passes over float arrays, with the Vector API
 * where its module is readable and plain loops where it is not.
 */
package org.sparsevd.trainer.host;
