/** What the weights of a layer are to give, and in which order they are decided on. */
package org.sparsevd.compress.solve;
