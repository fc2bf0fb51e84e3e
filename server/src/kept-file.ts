import { randomUUID } from "node:crypto";
import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";

/**
 * What a file holds, which only its owner may read (mode 0600). Where there is none it is made first, once, also by
 * processes that start together: it is there whole or not at all, so none of them reads a part of it.
 */
export function readOrMake(file: string, fresh: () => string | Buffer): Buffer {
  if (!existsSync(file)) {
    const whole = `${file}.${randomUUID()}`;
    writeFileSync(whole, fresh(), { flag: "wx", mode: 0o600, flush: true });
    try {
      place(whole, file);
    } catch (error) {
      // Another process was first: its one counts.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    } finally {
      rmSync(whole);
    }
  }
  chmodSync(file, 0o600);
  return readFileSync(file);
}

/** Gives a file another name, unless there is a file of that name. */
function place(whole: string, file: string): void {
  try {
    linkSync(whole, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw error;
    // A file system without links.
    copyFileSync(whole, file, constants.COPYFILE_EXCL);
  }
}
