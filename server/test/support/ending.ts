/** Calls back when this process ends, by a signal too: a file of tests that takes too long is ended so. */
export function atEnd(end: () => void): void {
  process.once("exit", end);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      end();
      process.kill(process.pid, signal);
    });
  }
}
