/** The tensors of a model that compression works on, whatever operators they belong to. */
package org.sparsevd.compress.weight;
