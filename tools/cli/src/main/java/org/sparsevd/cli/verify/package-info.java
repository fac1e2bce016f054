/** Whether all forms of a net agree. */
package org.sparsevd.cli.verify;
