/** Register tiles of the products; most are generated. */
package org.sparsevd.trainer.host.tiles;
