/** From a model to a plan: which kernel runs each node, and which memory holds each value. */
package org.sparsevd.runtime.plan;
