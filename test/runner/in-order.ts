/**
 * Runs test files in the given order, with the output of Node's reporter `spec`; `node --test` sorts them by name.
 * Arguments: the number of simultaneous files, the time limit of a file in milliseconds, the files.
 */
import path from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";

const [concurrency, timeout, ...files] = process.argv.slice(2);
run({
  concurrency: Number(concurrency),
  timeout: Number(timeout),
  files: files.map((file) => path.resolve(file)),
})
  .on("test:fail", ({ todo }) => {
    if (todo === undefined || todo === false) process.exitCode = 1;
  })
  .compose(new spec())
  .pipe(process.stdout);
