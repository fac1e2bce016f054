/**
 * What every page is made of: its frame and style, tables, points in a plane. Pages need nothing
 * else, fetch nothing, and read light and dark, on a phone and on a wide screen.
 */
package org.sparsevd.report.page;
