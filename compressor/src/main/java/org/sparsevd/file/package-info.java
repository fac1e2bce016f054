/** Files as all rooms write them. */
package org.sparsevd.file;
