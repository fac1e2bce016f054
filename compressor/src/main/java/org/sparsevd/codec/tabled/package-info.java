/**
 * Large matrices of symbols in few decisions a symbol: interleaved states of an asymmetric numeral
 * system, by tables of frequencies that a file holds.
 */
package org.sparsevd.codec.tabled;
