package org.sparsevd.report.overview;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;

/**
 * What a page of runs tells of one. What a report does not say, as those of earlier versions, is
 * null.
 *
 * @param name its folder, below the one that was searched
 * @param folder where its {@code report.json} lies
 * @param dataset of files and what was made of them
 * @param datasetSha256 which tells data sets apart
 * @param errorPercent test error of the compact file; of the checkpoint if that was not verified
 * @param compression weights divided by non-zero weights
 * @param bytes of the compact file
 * @param minutes of all stages
 * @param tool name and version of the program
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Run(
    String name,
    @JsonIgnore Path folder,
    String network,
    String method,
    String dataset,
    String datasetSha256,
    long seed,
    Integer epochs,
    double errorPercent,
    Double compression,
    Long bytes,
    Double minutes,
    String tool) {}
