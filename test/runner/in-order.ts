/**
 * Runs test files in the order they are given, and prints what Node's reporter `spec` does: `node --test` sorts them by name.
 * Arguments: how many at once, how many milliseconds a file may take, the files.
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
