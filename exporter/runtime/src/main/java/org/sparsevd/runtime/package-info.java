/**
 * Runs sparse models on the JVM with nothing but the JDK.
 *
 * <p>Load a file once, share the model, and give each thread a session:
 *
 * <pre>{@code
 * SparseModel model = SparseModel.load(Path.of("lenet-300-100.spvd"));
 * Session session = model.newSession();
 *
 * byte[] pixels = ...;                           // 28 x 28 grey values as they come, 0 to 255
 * float[] scores = new float[model.outputSize()];
 * session.run(pixels, 1, scores);                // one image
 *
 * float[] batch = new float[256 * model.inputSize()];
 * float[] batchScores = new float[256 * model.outputSize()];
 * session.run(batch, 256, batchScores);          // 256 images, row-major, about 3x faster each
 *
 * model.kernels().forEach(System.out::println);  // what runs, layer by layer
 * }</pre>
 *
 * <p>A model of several inputs or outputs, or of shapes that a call decides, takes values by name:
 *
 * <pre>{@code
 * Map<String, Value> results = session.run(Map.of(
 *     "input_ids", Value.of(ids, 2, 37),         // long[74]
 *     "attention_mask", Value.of(mask, 2, 37)));
 * float[] states = results.get("last_hidden_state").floats();
 * }</pre>
 *
 * <p>Start the JVM with {@code --add-modules jdk.incubator.vector} for the fast kernels; without it
 * plain Java computes the same, rounding apart.
 */
package org.sparsevd.runtime;
