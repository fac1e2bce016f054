/** How the work of a step is shared out to threads. */
package org.sparsevd.runtime.share;
