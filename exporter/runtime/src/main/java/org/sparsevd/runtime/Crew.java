package org.sparsevd.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that help callers. All parallel sessions of a JVM share them: many sessions on few
 * processors do not make many threads. Each is there from the first call that needs it until no
 * session is open that would.
 */
final class Crew {
  /** That of this JVM. */
  static final Crew SHARED = new Crew();

  /** How often a helper looks for more to do before it sleeps: calls often follow calls. */
  private static final int SPINS = 1500;

  /** Helpers that each open session wants. */
  private final List<Integer> wanted = new ArrayList<>();

  private final Deque<Helper> idle = new ArrayDeque<>();
  private int alive;
  private int most;
  private int made;

  private Crew() {}

  /** A session is opened that wants so many helpers. */
  synchronized void join(int helpers) {
    wanted.add(helpers);
    resize();
  }

  /** It is closed. */
  synchronized void leave(int helpers) {
    wanted.remove(Integer.valueOf(helpers));
    resize();
  }

  /** As many as the session that wants most, or for all of them while there are processors. */
  private void resize() {
    int largest = 0;
    long all = 0;
    for (int each : wanted) {
      largest = Math.max(largest, each);
      all += each;
    }
    int processors = Runtime.getRuntime().availableProcessors() - 1;
    most = (int) Math.max(largest, Math.min(all, processors));
    while (alive > most && !idle.isEmpty()) {
      alive--;
      idle.pop().end();
    }
  }

  /**
   * Lends helpers that are free.
   *
   * @param into receives them, from the first place on
   * @return how many there are: fewer than there is room where others have them, or where the
   *     system gives no more threads
   */
  synchronized int lend(Helper[] into) {
    int count = 0;
    while (count < into.length && (!idle.isEmpty() || alive < most)) {
      Helper next = idle.isEmpty() ? hire() : idle.pop();
      if (next == null) {
        return count;
      }
      into[count++] = next;
    }
    return count;
  }

  /** Null where the system has no thread left. */
  private Helper hire() {
    try {
      Helper helper = new Helper(++made);
      helper.thread.start();
      alive++;
      return helper;
    } catch (OutOfMemoryError e) {
      return null;
    }
  }

  private synchronized void takeBack(Helper helper) {
    if (alive > most) {
      alive--;
      helper.end();
    } else {
      idle.push(helper);
    }
  }

  /** Threads that there are now. */
  synchronized int size() {
    return alive;
  }

  /** A thread, and what it is to do next. */
  final class Helper implements Runnable {
    private final Thread thread;
    private volatile Team team;
    private volatile boolean ended;
    private int part;

    private Helper(int number) {
      thread = new Thread(this, "sparsevd-" + number);
      thread.setDaemon(true);
    }

    /** Does this part of what a team does; once for each time that it is lent. */
    void start(Team next, int part) {
      this.part = part;
      team = next;
      LockSupport.unpark(thread);
    }

    private void end() {
      ended = true;
      LockSupport.unpark(thread);
    }

    @Override
    public void run() {
      for (Team next = await(); next != null; next = await()) {
        team = null;
        next.help(part);
        // First free, then done: the next call finds it.
        takeBack(this);
        next.done();
      }
    }

    private Team await() {
      int spins = 0;
      while (team == null && !ended) {
        if (spins < SPINS) {
          spins++;
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
          // Nobody but end ends this thread.
          Thread.interrupted();
        }
      }
      return team;
    }
  }
}
