/** The texts of a launcher, as plain text. */
export type LauncherWords = readonly [
  label: string,
  close: string,
  loading: string,
  failed: string,
  retry: string,
];

/** The keys of these texts in a language's table, in the same order. The chat uses the same texts. */
export const LAUNCHER_KEYS = [
  "header.heading",
  "button.close",
  "transcript.loading",
  "error.endpoint",
  "button.retry",
] as const;

/** The texts of the built-in table. */
export const ENGLISH: LauncherWords = [
  "Chat",
  "Close",
  "Loading the conversation…",
  "The chat could not be started.",
  "Try again",
];
