/** Milliseconds that a test waits for anything before it says what did not come. */
const WAIT_TIMEOUT_MS = 120_000;

/** Resolves as `work` does; rejects, naming `what`, when that takes too long. */
export async function within<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited in vain for ${what}.`)), WAIT_TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks again and again until the answer is truthy, and resolves with it; rejects when that takes too long. */
export async function eventually<T>(ask: () => T | Promise<T>, what: string): Promise<NonNullable<T>> {
  const giveUp = Date.now() + WAIT_TIMEOUT_MS;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > giveUp) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
