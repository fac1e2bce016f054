/** What commands tell of many runs. */
package org.sparsevd.cli.overview;
