/** Data that choices are made on, which is never the test set. */
package org.sparsevd.cli.calibrate;
