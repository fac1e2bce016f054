/** LangChain4j's own embedding model in a JVM and ours: starts, memory, what is deployed. */
package org.sparsevd.benchmarks.embedders;
