/** Texts as vectors: a tokenizer, and nets that read its tokens. */
module org.sparsevd.text {
  requires transitive org.sparsevd.runtime;

  exports org.sparsevd.text;
}
