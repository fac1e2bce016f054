/** What all commands share: files in and out, the console, errors and exit codes. */
package org.sparsevd.cli.io;
