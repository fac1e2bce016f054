/** Spring AI's interfaces over nets of texts, and their configuration. */
package org.sparsevd.springai;
