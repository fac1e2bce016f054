/** JSON that others wrote: files and requests. */
package org.sparsevd.cli.json;
