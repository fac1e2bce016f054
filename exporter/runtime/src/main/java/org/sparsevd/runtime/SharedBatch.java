package org.sparsevd.runtime;

/** A batch that a team shares, each thread with a session of its own. */
final class SharedBatch implements Team.Work {
  private final SparseModel model;

  /** By part; made by the thread that needs it first. */
  private final Session[] sessions;

  private byte[] pixels;
  private float[] inputs;
  private float[] outputs;
  private int size;
  private int share;

  SharedBatch(SparseModel model, int threads) {
    this.model = model;
    this.sessions = new Session[threads];
  }

  /**
   * What is to be done next: one of the two kinds of inputs, the other null.
   *
   * @param count of the first ones
   */
  void set(byte[] nextPixels, float[] nextInputs, int count, float[] nextOutputs) {
    pixels = nextPixels;
    inputs = nextInputs;
    size = count;
    outputs = nextOutputs;
  }

  /** Inputs for each thread, in full blocks. */
  @Override
  public void begin(int parts) {
    int block = model.fixed().engine(0).blocks().block();
    share = ((size - 1) / parts / block + 1) * block;
  }

  @Override
  public void run(int part, int parts) {
    int first = part * share;
    int count = Math.min(share, size - first);
    if (count <= 0) {
      return;
    }
    if (sessions[part] == null) {
      sessions[part] = model.newSession();
    }
    if (pixels != null) {
      sessions[part].run(pixels, first, count, outputs);
    } else {
      sessions[part].run(inputs, first, count, outputs);
    }
  }

  @Override
  public void giveUp() {
    // Parts do not wait for each other.
  }
}
