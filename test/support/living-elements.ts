import type { CDPSession } from "playwright";

/** The number of custom elements of a class that exist after a garbage collection, in the document or not. */
export async function livingElements(devtools: CDPSession, name: string): Promise<number> {
  await devtools.send("HeapProfiler.collectGarbage");
  const expression = `customElements.get(${JSON.stringify(name)}).prototype`;
  const { result } = await devtools.send("Runtime.evaluate", { expression });
  const { objects } = await devtools.send("Runtime.queryObjects", { prototypeObjectId: result.objectId! });
  const { result: count } = await devtools.send("Runtime.callFunctionOn", {
    objectId: objects.objectId!,
    functionDeclaration: "function () { return this.length }",
    returnByValue: true,
  });
  return Number(count.value);
}
