import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer, request as httpRequest, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { getRequestListener } from "@hono/node-server";
import { AwsV4Signer } from "aws4fetch";
import type { Browser, Page } from "playwright";
import { presignedRoute } from "../../demo/recipes/presigned.js";
import { fileRoutes } from "../../demo/recipes/uploads.js";
import { violations } from "../support/axe.js";
import { DemoSite } from "../support/demo-site.js";
import { launchBrowser } from "../support/playwright.js";

/** The smallest of its kind: one red pixel. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC",
  "base64",
);
const MAX_BYTES = 1000;
const SIGNED_IN = { cookie: "user=ada" };

function userOf(request: Request): string | null {
  return /user=(\w+)/.exec(request.headers.get("cookie") ?? "")?.[1] ?? null;
}

async function serve(
  answer: (request: Request) => Promise<Response>,
): Promise<[url: string, server: Server]> {
  const server = createServer(getRequestListener(answer)).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  return [`http://127.0.0.1:${(server.address() as AddressInfo).port}`, server];
}

describe("the recipe that keeps files in a folder", () => {
  let folder: string;
  let site: string;
  let server: Server;
  let uploads = Infinity;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "oc-files-"));
    const mayUpload = async () => (uploads -= 1) >= 0;
    [site, server] = await serve(
      fileRoutes("/api/files", { folder, maxBytes: MAX_BYTES, userOf, mayUpload }),
    );
  });
  after(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  function post(body: string | Buffer, name = "a.txt", headers: Record<string, string> = {}) {
    const query = new URLSearchParams({ name });
    return fetch(`${site}/api/files?${query}`, {
      method: "POST",
      headers: { ...SIGNED_IN, origin: site, ...headers },
      body: new Uint8Array(Buffer.from(body)),
    });
  }

  const kept = async (body: string | Buffer, name?: string) =>
    (await (await post(body, name)).json()) as { url: string; name: string; type: string; size: number };

  test("gives a file back as it came, to be saved and never opened as a page", async () => {
    const { url, ...facts } = await kept(PNG, "rot.png");
    assert.deepEqual(facts, { name: "rot.png", type: "image/png", size: PNG.length });
    assert.match(url, /^\/api\/files\/[\w-]{32}\/rot\.png$/);
    const response = await fetch(site + url);
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), PNG);
    const { headers } = response;
    assert.equal(headers.get("content-type"), "image/png");
    assert.equal(headers.get("content-disposition"), "attachment; filename*=UTF-8''rot.png");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("content-security-policy"), "sandbox; default-src 'none'");
    const listing = await fetch(`${site}/api/files`);
    assert.equal(listing.status, 404);
  });

  test("goes by what is in a file, not by what it is called", async () => {
    assert.equal((await kept(PNG, "page.html")).type, "image/png");
    for (const page of ["<script>alert(1)</script>", "<svg xmlns='http://www.w3.org/2000/svg'/>"])
      assert.equal((await kept(page, "image.png")).type, "text/plain; charset=utf-8");
    const program = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 1]);
    assert.equal((await post(program, "image.png")).status, 415);
    assert.equal((await post("%PDF-1.7 …", "x")).status, 201);
    assert.equal((await post("ä".repeat(300), "x")).status, 201);
  });

  test("takes nothing that is empty or too large, whatever is announced", async () => {
    assert.equal((await post("")).status, 400);
    assert.equal((await post("x".repeat(MAX_BYTES))).status, 201);
    assert.equal((await post("x".repeat(MAX_BYTES + 1))).status, 413);
    const status = await new Promise((answered) => {
      const headers = {
        ...SIGNED_IN,
        origin: site,
        host: new URL(site).host,
        "transfer-encoding": "chunked",
      };
      const sent = httpRequest(`${site}/api/files?name=a`, { method: "POST", headers }, ({ statusCode }) =>
        answered(statusCode),
      );
      for (let i = 0; i < 5; i += 1) sent.write("x".repeat(500));
      sent.end();
    });
    assert.equal(status, 413);
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.endsWith(".part")),
      [],
    );
  });

  for (const when of ["before it was read", "while it was read"]) {
    test(`keeps nothing of a file whose sender left ${when}`, async () => {
      const before = await readdir(folder);
      let goOn!: () => void;
      const mayGoOn = new Promise<void>((resolve) => (goOn = resolve));
      if (when === "while it was read") goOn();
      const routes = fileRoutes("/api/files", {
        folder,
        maxBytes: MAX_BYTES,
        userOf: () => "ada",
        mayUpload: () => mayGoOn.then(() => true),
      });
      let answer!: Promise<Response>;
      const [url, own] = await serve((request) => (answer = routes(request)));
      const { host, port } = new URL(url);
      const left = once(own, "request").then(([, response]) => once(response, "close"));
      const socket = connect(Number(port), "127.0.0.1");
      const head = `POST /api/files HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${url}\r\nContent-Length: 500`;
      socket.write(Buffer.concat([Buffer.from(`${head}\r\n\r\n`), PNG]));
      await once(own, "request");
      const parts = async () => (await readdir(folder)).some((name) => name.endsWith(".part"));
      while (when === "while it was read" && !(await parts()));
      socket.destroy();
      await left;
      goOn();
      assert.ok((await answer).status >= 400);
      assert.deepEqual(await readdir(folder), before);
      own.close();
    });
  }

  test("takes no file that is shorter than was announced", async () => {
    const routes = fileRoutes("/api/files", {
      folder,
      maxBytes: MAX_BYTES,
      userOf,
      mayUpload: async () => true,
    });
    const headers = { ...SIGNED_IN, origin: site, host: new URL(site).host, "content-length": "10" };
    const sent = { method: "POST", body: "x".repeat(9), headers };
    assert.equal((await routes(new Request(`${site}/api/files`, sent))).status, 400);
  });

  test("makes no path and no header of a name", async () => {
    const split = `${"x".repeat(199)}😀`;
    for (const name of [
      "../../etc/passwd",
      'a"\r\nset-cookie: x=1',
      "\u202egpj.exe",
      "x".repeat(5000),
      "",
      split,
      "..",
      ".",
    ]) {
      const file = await kept("words", name);
      const response = await fetch(site + file.url);
      assert.equal(response.status, 200, name);
      assert.equal(response.headers.get("set-cookie"), null);
      assert.doesNotMatch(file.name, /[/\\"\r\n\u202e]/);
      assert.ok(file.name.length > 0 && file.name.length <= 200);
    }
    for (const id of ["../recipes", "..%2f..%2fx", "a".repeat(32), "x"])
      assert.equal((await fetch(`${site}/api/files/${id}`)).status, 404, id);
  });

  test("opens no file for who asks only what it is", async () => {
    const { url } = await kept("words");
    const routes = fileRoutes("/api/files", { folder, maxBytes: 0, userOf, mayUpload: async () => false });
    const response = await routes(new Request(site + url, { method: "HEAD" }));
    assert.equal(response.headers.get("content-length"), "5");
    assert.equal(response.body, null);
  });

  test("takes files only from its own pages, of people who are signed in, and not without end", async () => {
    assert.equal((await post("x", "a", { cookie: "" })).status, 401);
    assert.equal((await post("x", "a", { origin: "https://evil.example" })).status, 403);
    uploads = 1;
    assert.equal((await post("x")).status, 201);
    assert.equal((await post("x")).status, 429);
    uploads = Infinity;
  });
});

describe("the recipe for a bucket", () => {
  const secrets = { region: "eu-test-1", accessKeyId: "AK", secretAccessKey: "secret" };
  let bucket: string;
  let bucketServer: Server;
  let site: string;
  let server: Server;
  const objects = new Map<string, { body: string; headers: Headers }>();

  /** A bucket takes what was signed, and nothing else. */
  async function put(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const signed = url.searchParams;
    const names = (signed.get("X-Amz-SignedHeaders") ?? "").split(";");
    const signature = signed.get("X-Amz-Signature");
    const bare = new URL(url);
    for (const name of [...signed.keys()]) if (name !== "X-Amz-Expires") bare.searchParams.delete(name);
    const headers = names.flatMap((name) =>
      name === "host" ? [] : [[name, request.headers.get(name) ?? ""]],
    );
    const again = await new AwsV4Signer({
      ...{
        ...secrets,
        service: "s3",
        method: "PUT",
        url: `${bare}`,
        datetime: signed.get("X-Amz-Date") ?? "",
      },
      ...{
        headers: Object.fromEntries(headers) as Record<string, string>,
        signQuery: true,
        allHeaders: true,
      },
    }).sign();
    if (again.url.searchParams.get("X-Amz-Signature") !== signature)
      return new Response(null, { status: 403 });
    objects.set(url.pathname, { body: await request.text(), headers: request.headers });
    return new Response(null, { status: 200 });
  }

  before(async () => {
    [bucket, bucketServer] = await serve(put);
    const files = "https://cdn.files.example";
    const route = { ...secrets, bucket, files, maxBytes: MAX_BYTES, userOf, mayUpload: async () => true };
    [site, server] = await serve(presignedRoute(route));
  });
  after(() => {
    server.close();
    bucketServer.close();
  });

  const ask = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(site, {
      method: "POST",
      headers: { ...SIGNED_IN, origin: site, "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });

  test("has one file of one size put where it says, to be saved and never opened", async () => {
    const response = await ask({ name: "a ü/../b.png", size: 5, type: "image/png" });
    const answer = (await response.json()) as { put: string; url: string; headers: Record<string, string> };
    assert.match(answer.url, /^https:\/\/cdn\.files\.example\/[\w-]{32}\/a%20%C3%BC\.\.b\.png$/);
    const sent = (body: string, headers = answer.headers) =>
      fetch(answer.put, { method: "PUT", headers, body });
    assert.equal((await sent("longer")).status, 403);
    assert.equal((await sent("words", { ...answer.headers, "content-type": "text/html" })).status, 403);
    assert.equal((await sent("words", { "content-type": "image/png" })).status, 403);
    assert.equal((await sent("words")).status, 200);
    const object = objects.get(new URL(answer.url).pathname);
    assert.equal(object?.body, "words");
    assert.equal(object.headers.get("content-disposition"), "attachment");
    const page = (await (await ask({ name: "x", size: 1, type: "text/html" })).json()) as typeof answer;
    assert.equal(page.headers["content-type"], "application/octet-stream");
  });

  test("makes an address below a name of its own, whatever the file is called", async () => {
    for (const name of ["..", ".", "", "/", `${"x".repeat(199)}😀`, "\ud800"]) {
      const response = await ask({ name, size: 5, type: "text/plain" });
      assert.equal(response.status, 200, name);
      const { put, url } = (await response.json()) as { put: string; url: string };
      for (const address of [put, url])
        assert.match(new URL(address).pathname, /^\/[\w-]{32}\/[\w.]+$/, name);
    }
  });

  test("signs for nobody else, and for nothing else", async () => {
    const file = { name: "a", size: 5, type: "" };
    assert.equal((await ask(file, { cookie: "" })).status, 401);
    assert.equal((await ask(file, { origin: "https://evil.example" })).status, 403);
    assert.equal((await ask({ ...file, size: MAX_BYTES + 1 })).status, 413);
    for (const odd of ["{", "[]", "null", { ...file, size: 0 }, { ...file, size: "5" }, { size: 5 }])
      assert.equal((await ask(odd)).status, 400, JSON.stringify(odd));
    assert.equal((await ask({ ...file, name: "x".repeat(5000) })).status, 413);
  });

  test("reads no more of a question than one may have", async () => {
    let pieces = 0;
    const body = new ReadableStream({
      pull: (controller) => {
        pieces++;
        controller.enqueue(new Uint8Array(1000));
        if (pieces === 1000) controller.close();
      },
    });
    const headers = { ...SIGNED_IN, origin: site, host: new URL(site).host };
    const route = presignedRoute({
      ...secrets,
      bucket,
      files: bucket,
      maxBytes: MAX_BYTES,
      userOf,
      mayUpload: async () => true,
    });
    const sent = { method: "POST", headers, body, duplex: "half" } as RequestInit;
    assert.equal((await route(new Request(site, sent))).status, 413);
    assert.ok(pieces < 10, `${pieces} pieces were read`);
  });
});

describe("the demo", () => {
  let demo: DemoSite;
  let browser: Browser;

  before(async () => {
    demo = await DemoSite.start();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser.close();
    await demo.close();
  });

  const attachment = (page: Page) => page.locator("oc-entry [part~=attachment]");

  for (const wire of ["v3", "serverless"] as const) {
    test(`takes files, shows them from this page, and after a reload from its server, by ${wire}`, async () => {
      const page = await browser.newPage();
      const blocked: string[] = [];
      page.on("console", (message) => message.type() === "error" && blocked.push(message.text()));
      await page.goto(demo.url);
      if (wire === "serverless") await page.getByText("serverless", { exact: true }).click();
      const chooser = page.waitForEvent("filechooser");
      await page.getByRole("button", { name: "Attach files" }).click();
      await (
        await chooser
      ).setFiles([
        { name: "rot.png", mimeType: "image/png", buffer: PNG },
        { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("Notes") },
      ]);
      await page.getByText(/TXT.* · .*5 bytes/).waitFor();
      assert.deepEqual(await violations(page), []);
      await page.getByRole("textbox", { name: "Message" }).fill("What can you do?");
      await page.keyboard.press("Enter");
      await attachment(page).nth(1).waitFor();
      await page.locator("oc-entry canvas").waitFor();
      assert.equal(await page.locator("oc-entry [part~=attachment] img").count(), 0);
      const bubble = page.locator("oc-entry [part~=bubble][part~=user]").first();
      assert.equal((await bubble.textContent())?.trim(), "What can you do?");
      assert.deepEqual(await violations(page), []);

      await page.reload();
      if (wire === "serverless") await page.getByText("serverless", { exact: true }).click();
      const image = page.locator("oc-entry [part~=attachment] img");
      await image.waitFor();
      await image.evaluate((element: HTMLImageElement) => element.decode());
      await page.getByRole("link", { name: "notes.txt" }).waitFor();
      assert.equal((await bubble.textContent())?.trim(), "What can you do?");
      assert.deepEqual(blocked, []);
      await page.close();
    });
  }
});
