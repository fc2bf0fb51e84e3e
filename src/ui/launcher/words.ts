/** The words of a launcher, as plain text. */
export type LauncherWords = readonly [
  label: string,
  close: string,
  loading: string,
  failed: string,
  retry: string,
];

/** The keys of these words in a language's table, in the same order. The chat in the launcher uses the same words. */
export const LAUNCHER_KEYS = [
  "header.heading",
  "button.close",
  "transcript.loading",
  "error.endpoint",
  "button.retry",
] as const;

/** The words of the built-in table. */
export const ENGLISH: LauncherWords = [
  "Chat",
  "Close",
  "Loading the conversation…",
  "The chat could not be started.",
  "Try again",
];
