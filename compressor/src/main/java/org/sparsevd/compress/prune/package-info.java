/** Which weights of a net that was not trained here become zero. */
package org.sparsevd.compress.prune;
