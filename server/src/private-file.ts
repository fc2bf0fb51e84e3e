import { randomUUID } from "node:crypto";
import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

/**
 * Creates a folder that only its owner may read (mode 0700), with its missing parents. Node's own recursive call never
 * returns if the system denies, as in `/proc`, that the existing parent exists.
 *
 * @throws Error if it cannot be created
 */
export function makeFolder(folder: string): void {
  try {
    makeMissing(folder);
  } catch (cause) {
    throw new Error(`The folder "${folder}" cannot be created.`, { cause });
  }
}

function makeMissing(folder: string): void {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeMissing(parent);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process created it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

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
