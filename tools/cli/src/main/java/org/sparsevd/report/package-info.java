/**
 * What a pipeline run tells its reader: {@code report.json} for machines, {@code report.html} for
 * people.
 */
package org.sparsevd.report;
