/**
 * Entropy coding of quantised tensors: an adaptive binary range coder, the models that predict each
 * bit from what both sides know already, and the tensor code built from them.
 *
 * <p>Everything that decides on a bit is integer arithmetic, so that every platform decodes the
 * same values. The sources are the literature on arithmetic coding: G. N. N. Martin, "Range
 * encoding" (1979), for the coder; M. Mahoney, "Adaptive weighing of context models for lossless
 * data compression" (2005), for the mixing of predictions in the logistic domain.
 */
package org.sparsevd.codec;
