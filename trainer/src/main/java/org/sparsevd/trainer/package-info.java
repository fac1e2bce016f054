/** Training by Sparse Variational Dropout: recipes, the training loop and evaluation. */
package org.sparsevd.trainer;
