/** Many runs side by side: found below a folder, and shown on one page. */
package org.sparsevd.report.overview;
