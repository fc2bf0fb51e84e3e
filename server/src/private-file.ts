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
 * Reads a file that only its owner may read (mode 0600). If it does not exist, it is created, exactly once even if
 * several processes start together. The file appears atomically, so no process reads a part of it.
 */
export function readOrCreate(file: string, fresh: () => string | Buffer): Buffer {
  if (!existsSync(file)) {
    const whole = `${file}.${randomUUID()}`;
    writeFileSync(whole, fresh(), { flag: "wx", mode: 0o600, flush: true });
    try {
      place(whole, file);
    } catch (error) {
      // Another process created the file first; its content counts.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    } finally {
      rmSync(whole);
    }
  }
  chmodSync(file, 0o600);
  return readFileSync(file);
}

/** Links a file to a second name; throws EEXIST if that name exists. */
function place(whole: string, file: string): void {
  try {
    linkSync(whole, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw error;
    // The file system does not support hard links.
    copyFileSync(whole, file, constants.COPYFILE_EXCL);
  }
}
