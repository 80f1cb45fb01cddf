/** Runs tasks strictly one after the other; one that fails does not stop the next. */
export function createTurns(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    // The caller gets the rejection through `result`; the chain only needs to know that it is over.
    last = result.catch(() => undefined);
    return result;
  };
}
