/** LangChain4j's interfaces over nets of texts. */
package org.sparsevd.langchain4j;
