/**
 * Runs a task never twice at once. Asked for while it runs, it runs once more afterwards, however often it was asked:
 * a page that is told of changes faster than it can ask gets every answer and a last one that knows all of them.
 * The task deals with its own failures.
 */
export function oneAtATime(task: () => Promise<void>): () => void {
  let running = false;
  let wanted = false;
  const start = async () => {
    wanted = true;
    if (running) return;
    running = true;
    try {
      while (wanted) {
        wanted = false;
        await task();
      }
    } finally {
      running = false;
    }
  };
  return () => void start();
}
