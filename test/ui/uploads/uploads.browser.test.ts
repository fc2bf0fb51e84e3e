import { sendKeys } from "@web/test-runner-commands";
import { expect } from "chai";
import type { MessageEntry } from "../../../src/session/state/state.js";
import type { OcSession } from "../../../src/ui/element/oc-session.js";
import type { Upload, UploadedFile } from "../../../src/ui/presentation/presentation.js";
import { bubbles, mount, part, record, until } from "../../support/element.js";
import { LocalServer } from "../../support/local-server.js";
import { tabServiceOn } from "../../support/tab-service.js";
import { WIRES } from "../../support/wires.js";

/** An upload under way, to be ended by the test. */
interface Running {
  readonly file: File;
  readonly signal: AbortSignal;
  readonly onProgress: (share: number) => void;
  readonly done: (answer?: unknown) => void;
  readonly fail: (cause: unknown) => void;
}

let server: LocalServer;
let chat: OcSession;
let running: Running[];
const services = { v3: tabServiceOn("v3"), serverless: tabServiceOn("serverless") };

const held: Upload = (file, { signal, onProgress }) =>
  new Promise<UploadedFile>((resolve, reject) => {
    const done = (answer: unknown = { url: `https://files.example/${file.name}` }) =>
      resolve(answer as UploadedFile);
    running.push({ file, signal, onProgress, done, fail: reject });
  });
const atOnce: Upload = async (file) => ({ url: `https://files.example/${file.name}` });

before(async () => {
  server = await LocalServer.start({ agentPace: 0 });
});
after(() => server.close());
beforeEach(() => {
  running = [];
});
afterEach(() => {
  chat.remove();
  localStorage.clear();
  sessionStorage.clear();
});

/** A chat that takes files, on a session whose agent never answers. */
async function taking(properties: Partial<OcSession> = {}): Promise<void> {
  const { id, token } = await server.createSession();
  chat = mount({ session: id, token, baseUrl: server.baseUrl, upload: held, ...properties });
  await ready();
}

/** A chat that takes files, on either wire, and what opens its conversation. */
async function takingOn(wire: keyof typeof services, properties: Partial<OcSession>) {
  const { begin, said, say } = services[wire];
  const conversation = await begin();
  if (said.length === 0) await say(conversation.session, "Hello");
  const source: Partial<OcSession> = conversation as object;
  chat = mount({ ...source, upload: held, ...properties });
  await ready();
  return { ...source, session: conversation.session };
}

async function ready(): Promise<void> {
  await until(() => bubbles(chat).includes("Hello"), "the first message is shown");
  await until(() => part(chat, "attach-button"), "what takes files is loaded");
}

const all = (selector: string) => [...chat.shadowRoot!.querySelectorAll<HTMLElement>(selector)];
const rows = () => all("oc-composer [part~=attachment]");
const shown = () => all("oc-entry [part~=attachment]");
const notes = () => all(".tray-notes p").map(({ textContent }) => plain(textContent));
const facts = () => all("oc-composer .file-facts").map(({ textContent }) => plain(textContent));
const send = () => part(chat, "send-button") as HTMLButtonElement;
const plain = (words: string | null) => (words ?? "").replace(/[\u2068\u2069]/g, "");
const button = (row: HTMLElement, selector: string) => row.querySelector<HTMLButtonElement>(selector)!;

function text(name: string, words = "words", type = "text/plain"): File {
  return new File([words], name, { type });
}

/** Says that a file is larger than a test can make it. */
function sized(file: File, size: number): File {
  return Object.defineProperty(file, "size", { value: size });
}

function transfer(files: readonly File[], words = ""): DataTransfer {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  if (words) data.setData("text/plain", words);
  return data;
}

function pick(...files: File[]): void {
  const input = chat.shadowRoot!.querySelector<HTMLInputElement>("oc-composer input[type=file]")!;
  input.files = transfer(files).files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function paste(files: readonly File[], words = ""): boolean {
  const field = part(chat, "input")!;
  const init = { bubbles: true, composed: true, cancelable: true };
  const event = new ClipboardEvent("paste", init);
  Object.defineProperty(event, "clipboardData", { value: transfer(files, words) });
  return field.dispatchEvent(event);
}

function drag(type: string, target: EventTarget, files: readonly File[] = [text("a.txt")]): DragEvent {
  const init = { bubbles: true, composed: true, cancelable: true };
  const event = new DragEvent(type, init);
  Object.defineProperty(event, "dataTransfer", { value: transfer(files) });
  target.dispatchEvent(event);
  return event;
}

const own = () =>
  chat.entries.filter((entry): entry is MessageEntry => entry.kind === "message" && entry.mine);
/** The person's messages with files that are in the log. */
const filed = () => own().filter(({ attachments, seq }) => attachments && seq !== null);

describe("a chat without uploads", () => {
  it("has no button, takes no drop, and loads nothing", async () => {
    const { id, token } = await server.createSession();
    chat = mount({ session: id, token, baseUrl: server.baseUrl });
    await until(() => bubbles(chat).includes("Hello"));
    expect(part(chat, "attach-button")).to.equal(null);
    expect(drag("dragover", part(chat, "transcript")!).defaultPrevented).to.equal(false);
    expect(all("input[type=file], .tray, .attachments")).to.deep.equal([]);
  });
});

describe("files with a message", () => {
  for (const wire of WIRES)
    it(`go as links in its text and as refs, and are shown on this side and after a reload, on the wire ${wire}`, async () => {
      const source = await takingOn(wire, { upload: atOnce, refs: { order: 7 } });
      const sends = record(chat, "oc-send");
      pick(text("notes.txt"), text("plan.md", "# Plan", "text/markdown"));
      await until(() => rows().length === 2 && send().disabled === false);
      expect(facts()).to.deep.equal(["TXT · 5 bytes", "MD · 6 bytes"]);
      chat.value = "Look at these";
      await chat.updateComplete;
      send().click();
      await until(() => filed().length === 1);
      const links = "notes.txt: https://files.example/notes.txt\nplan.md: https://files.example/plan.md";
      expect(filed()[0]!.text).to.equal(`Look at these\n\n${links}`);
      expect(sends.map(({ attachments }) => attachments.map(({ name }) => name))).to.deep.equal([
        ["notes.txt", "plan.md"],
      ]);
      expect(chat.value).to.equal("");
      expect(rows().length).to.equal(0);
      await until(() => shown().length === 2);
      expect(bubbles(chat)).to.deep.equal(["Hello", "Look at these"]);
      expect(await services[wire].refsOf(source.session)).to.deep.include({
        order: 7,
        attachments: [
          { url: "https://files.example/notes.txt", name: "notes.txt", type: "text/plain", size: 5 },
          { url: "https://files.example/plan.md", name: "plan.md", type: "text/markdown", size: 6 },
        ],
      });

      chat.remove();
      chat = mount(source);
      // A message that is still stored is shown before the log.
      await until(() => shown().length === 2 && bubbles(chat).length === 2);
      expect(bubbles(chat)).to.deep.equal(["Hello", "Look at these"]);
      expect(shown()[0]!.querySelector("a")!.href).to.equal("https://files.example/notes.txt");
    });

  for (const wire of WIRES)
    it(`may be all that a message says, on the wire ${wire}`, async () => {
      await takingOn(wire, { upload: atOnce });
      pick(text("notes.txt"));
      await until(() => !send().disabled);
      chat.focus();
      await sendKeys({ press: "Enter" });
      await until(() => filed().length === 1);
      expect(filed()[0]!.text).to.equal("notes.txt: https://files.example/notes.txt");
      await until(() => shown().length === 1);
      expect(part(chat, "bubble")).not.to.equal(null);
      expect(all("oc-entry:last-of-type [part~=bubble]").at(-1)!.hidden).to.equal(true);
    });

  it("are waited for, and then the message goes exactly once", async () => {
    await taking();
    const sends = record(chat, "oc-send");
    chat.value = "With a file";
    pick(text("one.txt"), text("two.txt"));
    await until(() => running.length === 2);
    for (let press = 0; press < 3; press += 1) {
      send().click();
      await chat.updateComplete;
    }
    chat.focus();
    await sendKeys({ press: "Enter" });
    expect(sends.length).to.equal(0);
    expect(all(".tray-held")[0]!.hidden).to.equal(false);
    expect((part(chat, "input") as HTMLTextAreaElement).readOnly).to.equal(true);
    expect(send().disabled).to.equal(true);
    running[0]!.done();
    running[1]!.done();
    await until(() => own()[1]?.seq != null);
    expect(sends.length).to.equal(1);
    expect(own().length).to.equal(2);
    expect((part(chat, "input") as HTMLTextAreaElement).readOnly).to.equal(false);
    await until(() => shown().length === 2);
  });

  for (const wire of WIRES)
    it(`are uploaded in two chats of one conversation at once, and go once, each with its own message, on the wire ${wire}`, async () => {
      const source = await takingOn(wire, { storage: "none" });
      const first = chat;
      const second = mount({ ...source, upload: held, storage: "none" });
      for (const [name, one] of [
        ["one.txt", first],
        ["two.txt", second],
      ] as const) {
        chat = one;
        await ready();
        pick(text(name));
        await until(() => running.some(({ file }) => file.name === name), name);
        chat.value = `With ${name}`;
        await chat.updateComplete;
        send().click();
        await until(() => !all(".tray-held")[0]!.hidden, "held");
      }
      expect(running).to.have.length(2);
      for (const { done } of running) done();
      for (const one of [second, first]) {
        chat = one;
        await until(() => filed().length === 2, "both are there");
        const said = own().map(({ attachments = [] }) => attachments.map(({ name }) => name).join());
        expect(said.sort()).to.deep.equal([...services[wire].said.map(() => ""), "one.txt", "two.txt"]);
        expect([rows().length, chat.value]).to.deep.equal([0, ""]);
      }
      second.remove();
    });

  it("need not be waited for: the person can take it back", async () => {
    await taking();
    chat.value = "Wait";
    pick(text("one.txt"));
    await until(() => running.length === 1);
    send().click();
    await until(() => !all(".tray-held")[0]!.hidden);
    all(".tray-held button")[0]!.click();
    running[0]!.done();
    await until(() => facts()[0] === "TXT · 5 bytes");
    expect(own().length).to.equal(1);
    expect(chat.value).to.equal("Wait");
    expect((part(chat, "input") as HTMLTextAreaElement).readOnly).to.equal(false);
  });

  it("are no longer waited for once the person edits another message", async () => {
    await taking({ actions: [] });
    chat.value = "With a file";
    pick(text("one.txt"));
    await until(() => running.length === 1);
    send().click();
    await until(() => !all(".tray-held")[0]!.hidden);
    (
      await until(() => all("[role=toolbar] button").find(({ title }) => title === "Edit as new message"))
    ).click();
    running[0]!.done();
    await until(() => facts()[0] === "TXT · 5 bytes");
    await chat.updateComplete;
    expect(own().length).to.equal(1);
    expect(chat.value).to.equal("With a file\n\nHello");
  });

  it("stay where the host cancels the message", async () => {
    await taking({ upload: atOnce });
    chat.addEventListener("oc-send", (event) => event.preventDefault(), { once: true });
    chat.value = "Not now";
    pick(text("one.txt"));
    await until(() => !send().disabled && facts()[0] === "TXT · 5 bytes");
    send().click();
    await chat.updateComplete;
    expect(rows().length).to.equal(1);
    expect(chat.value).to.equal("Not now");
    send().click();
    await until(() => own()[1]?.seq != null);
    expect(rows().length).to.equal(0);
  });

  it("say how far they are, and three at a time are on their way", async () => {
    await taking();
    pick(...["1", "2", "3", "4", "5"].map((name) => text(name)));
    await until(() => running.length === 3);
    expect(facts()).to.deep.equal(["Uploading…", "Uploading…", "Uploading…", "Waiting", "Waiting"]);
    running[0]!.onProgress(0.5);
    for (const nonsense of [NaN, -1, "x"]) running[1]!.onProgress(nonsense as number);
    running[2]!.onProgress(7);
    expect(facts().slice(0, 3)).to.deep.equal(["Uploading… · 50%", "Uploading…", "Uploading… · 100%"]);
    expect(rows()[0]!.querySelector("progress")!.value).to.equal(0.5);
    expect(rows()[1]!.querySelector("progress")!.position).to.equal(-1);
    expect(notes()).to.deep.equal(["Uploads stop if you leave this page."]);
    const heights = rows().map((row) => Math.round(row.getBoundingClientRect().height));
    expect(new Set(heights).size, `a bar takes no room: ${heights.join()}`).to.equal(1);
    running[0]!.done();
    await until(() => running.length === 4);
    expect([...rows()[1]!.part]).to.deep.equal(["attachment", "uploading"]);
  });

  it("can be taken away while they are on their way, whatever becomes of the upload", async () => {
    await taking();
    pick(text("one.txt"), text("two.txt"));
    await until(() => running.length === 2);
    const remove = button(rows()[0]!, ".file-remove");
    expect(remove.ariaLabel).to.equal("Remove one.txt");
    remove.focus();
    remove.click();
    expect(running[0]!.signal.aborted).to.equal(true);
    expect(rows().length).to.equal(1);
    expect(button(rows()[0]!, ".file-remove").matches(":focus")).to.equal(true);
    // An upload that never heard of the signal succeeds after it was removed.
    running[0]!.done();
    running[1]!.done();
    await until(() => facts()[0] === "TXT · 5 bytes");
    expect(rows().length).to.equal(1);
    button(rows()[0]!, ".file-remove").click();
    await chat.updateComplete;
    expect(rows().length).to.equal(0);
    expect(part(chat, "attach-button")!.matches(":focus")).to.equal(true);
    expect(send().disabled).to.equal(true);
  });
});

describe("an upload that goes wrong", () => {
  const answers: readonly [what: string, upload: unknown][] = [
    ["throws", () => Promise.reject(new TypeError("with a secret in it"))],
    [
      "throws at once",
      () => {
        throw "no error";
      },
    ],
    ["answers nothing", () => undefined],
    ["answers nonsense", async () => ({ href: 7 })],
    ["answers a script", async () => ({ url: "javascript:alert(1)" })],
    ["answers with the file itself", async () => ({ url: "data:text/plain,hi" })],
    ["answers with a password", async () => ({ url: "https://me:pw@files.example/" })],
    ["answers an endless address", async () => ({ url: `https://files.example/${"x".repeat(3000)}` })],
  ];
  for (const [what, upload] of answers) {
    it(`${what}: is told, keeps the message, and can be tried again`, async () => {
      await taking({ upload: upload as Upload });
      const errors = record(chat, "oc-error");
      chat.value = "With a file";
      pick(text("one.txt"));
      await until(() => rows()[0]?.part.contains("failed"));
      expect(facts()).to.deep.equal(["The upload failed."]);
      expect(errors.length).to.equal(1);
      expect(errors[0]).to.deep.include({ code: "upload", retryable: true });
      expect(errors[0]!.message).not.to.contain("secret");
      send().click();
      await until(() => notes().some((note) => note.startsWith("Not sent")));
      expect(own().length).to.equal(1);
      expect(chat.value).to.equal("With a file");
      chat.upload = atOnce;
      const retry = button(rows()[0]!, ".button");
      expect(retry.ariaLabel).to.equal("Try again: one.txt");
      retry.click();
      await until(() => facts()[0] === "TXT · 5 bytes");
      expect(notes()).to.deep.equal([]);
      send().click();
      await until(() => own()[1]?.seq != null);
    });
  }

  it("while a message waits for it: holds the message back", async () => {
    await taking();
    chat.value = "With a file";
    pick(text("one.txt"));
    await until(() => running.length === 1);
    send().click();
    await until(() => !all(".tray-held")[0]!.hidden);
    running[0]!.fail(new Error("no"));
    await until(() => notes().some((note) => note.startsWith("Not sent")));
    expect(all(".tray-held")[0]!.hidden).to.equal(true);
    expect(own().length).to.equal(1);
    button(rows()[0]!, ".file-remove").click();
    await chat.updateComplete;
    expect(notes()).to.deep.equal([]);
    send().click();
    await until(() => own()[1]?.seq != null);
    expect(own()[1]!.text).to.equal("With a file");
  });

  it("takes an address that is meant from the page on", async () => {
    await taking({ upload: async () => ({ url: "/files/1", name: " a\n\u202eb ", type: "x/y", size: 9 }) });
    pick(text("one.txt"));
    await until(() => !send().disabled);
    send().click();
    await until(() => own()[1]?.seq != null);
    expect(own()[1]!.attachments).to.deep.equal([
      { url: `${location.origin}/files/1`, name: "a b", type: "x/y", size: 9 },
    ]);
  });
});

describe("limits", () => {
  it("are said in words, file by file, and the others are taken", async () => {
    await taking({ accept: ".txt,image/*", maxFileSize: 1_000_000, maxFiles: 2 });
    pick(
      text("empty.txt", ""),
      text("big.txt", "x".repeat(1_000_001)),
      text("run.exe", "x", "application/octet-stream"),
      text("one.txt"),
      text("two.txt"),
      text("three.txt"),
    );
    await until(() => running.length === 2);
    expect(rows().length).to.equal(2);
    expect(notes()).to.deep.equal([
      "empty.txt is empty.",
      "big.txt is larger than 1 MB.",
      "Files of this kind cannot be attached: run.exe",
      "Files in one message: 2 at most.",
      "Uploads stop if you leave this page.",
    ]);
    chat.focus();
    await sendKeys({ type: "a" });
    expect(notes()).to.deep.equal(["Uploads stop if you leave this page."]);
  });

  it("are ten files where the host says nothing, and any size: 50 files, 5 GB", async () => {
    await taking();
    pick(...Array.from({ length: 50 }, (_, i) => text(`${i}.txt`)));
    await until(() => rows().length === 10);
    expect(notes()[0]).to.equal("Files in one message: 10 at most.");
    for (const row of rows()) button(row, ".file-remove").click();
    paste([sized(text("film.mp4", "x", "video/mp4"), 5e9)]);
    await until(() => rows().length === 1 && running.at(-1)!.file.name === "film.mp4");
  });

  it("may be given as a list of kinds", async () => {
    await taking({ accept: [".txt", "image/*"] as unknown as string });
    pick(text("one.txt"), text("run.exe", "x", "application/octet-stream"));
    await until(() => running.length === 1);
    expect(notes()[0]).to.equal("Files of this kind cannot be attached: run.exe");
  });

  it("of nonsense are none", async () => {
    await taking({ maxFiles: NaN, maxFileSize: -1, accept: null });
    pick(text("one.txt"));
    await until(() => running.length === 1);
  });
});

describe("paste", () => {
  it("takes files, and leaves words that come with them to the field", async () => {
    await taking();
    expect(paste([text("image.png", "x", "image/png")], "Some words")).to.equal(true);
    await until(() => running.length === 1);
    expect(paste([text("image.png", "x", "image/png")])).to.equal(false);
    await until(() => running.length === 2);
  });

  it("of words alone is none of its business; nor what is pasted beside the composer", async () => {
    await taking();
    expect(paste([], "Some words")).to.equal(true);
    const event = new ClipboardEvent("paste", { bubbles: true, composed: true, cancelable: true });
    Object.defineProperty(event, "clipboardData", { value: transfer([text("a.txt")]) });
    part(chat, "transcript")!.dispatchEvent(event);
    await chat.updateComplete;
    expect(rows().length).to.equal(0);
  });

  it("does nothing while the composer cannot be used", async () => {
    await taking({ disabled: true });
    expect((part(chat, "attach-button") as HTMLButtonElement).disabled).to.equal(true);
    paste([text("a.txt")]);
    // The browser's dialog may have been open already.
    pick(text("b.txt"));
    expect(rows().length).to.equal(0);
  });
});

describe("drop", () => {
  it("is offered over the whole chat, and taken", async () => {
    await taking();
    const cover = all(".drop-cover")[0]!;
    const over = drag("dragover", part(chat, "transcript")!);
    expect(over.defaultPrevented).to.equal(true);
    expect(getComputedStyle(cover).display).not.to.equal("none");
    expect(cover.textContent).to.equal("Drop files to attach them");
    drag("dragleave", cover);
    expect(getComputedStyle(cover).display).to.equal("none");
    drag("dragover", cover);
    expect(drag("drop", cover, [text("one.txt"), text("two.txt")]).defaultPrevented).to.equal(true);
    expect(getComputedStyle(cover).display).to.equal("none");
    await until(() => rows().length === 2);
  });

  it("is not offered any more where the chat was taken away meanwhile, or its composer", async () => {
    await taking();
    const isCovered = () => all(".drop-cover").some((cover) => getComputedStyle(cover).display !== "none");
    drag("dragover", part(chat, "transcript")!);
    expect(isCovered()).to.equal(true);
    chat.readOnly = true;
    await chat.updateComplete;
    chat.readOnly = false;
    await chat.updateComplete;
    expect([isCovered(), rows().length]).to.deep.equal([false, 0]);
    drag("dragover", part(chat, "transcript")!);
    chat.remove();
    document.body.append(chat);
    await chat.updateComplete;
    expect(isCovered()).to.equal(false);
  });

  it("that misses does not have the page left, unless the page takes it", async () => {
    await taking();
    const box = document.createElement("div");
    const input = Object.assign(document.createElement("input"), { type: "file" });
    document.body.append(box, input);
    for (const type of ["dragover", "drop"]) {
      expect(drag(type, box).defaultPrevented, type).to.equal(true);
      expect(drag(type, input).defaultPrevented, type).to.equal(false);
    }
    const words = new DragEvent("dragover", { bubbles: true, cancelable: true });
    Object.defineProperty(words, "dataTransfer", { value: transfer([], "words") });
    box.dispatchEvent(words);
    expect(words.defaultPrevented).to.equal(false);
    chat.remove();
    expect(drag("drop", box).defaultPrevented).to.equal(false);
    box.remove();
    input.remove();
    expect(rows().length).to.equal(0);
  });

  it("of a folder says what to do", async () => {
    await taking();
    const folder = new File([], "photos");
    const data = transfer([folder, text("one.txt")]);
    const items = [...data.items].map((item, i) => ({
      kind: "file",
      getAsFile: () => item.getAsFile(),
      webkitGetAsEntry: () => ({ isDirectory: i === 0, name: i === 0 ? "photos" : "one.txt" }),
    }));
    const event = new DragEvent("drop", { bubbles: true, composed: true, cancelable: true });
    Object.defineProperty(event, "dataTransfer", { value: { files: data.files, items, types: ["Files"] } });
    part(chat, "transcript")!.dispatchEvent(event);
    await until(() => rows().length === 1);
    expect(notes()[0]).to.equal("photos is a folder. Please attach the files in it.");
  });
});

describe("leaving", () => {
  it("asks first while an upload runs, and no longer", async () => {
    await taking();
    const asks = () => !dispatchEvent(new Event("beforeunload", { cancelable: true }));
    pick(text("one.txt"));
    await until(() => running.length === 1);
    expect(asks()).to.equal(true);
    running[0]!.done();
    await until(() => facts()[0] === "TXT · 5 bytes");
    expect(asks()).to.equal(false);
  });

  it("keeps what was uploaded with the draft, and says what was lost", async () => {
    await taking();
    chat.value = "half a thought";
    pick(text("one.txt"), text("two.txt"));
    await until(() => running.length === 2);
    running[0]!.done();
    await until(() => facts()[0] === "TXT · 5 bytes");
    const { session, token } = chat;
    chat.remove();
    await until(() => running[1]!.signal.aborted);
    chat = mount({ session, token: token ?? null, baseUrl: server.baseUrl, upload: held });
    await ready();
    await until(() => rows().length === 1);
    expect(chat.value).to.equal("half a thought");
    expect(facts()).to.deep.equal(["TXT · 5 bytes"]);
    expect(notes()).to.deep.equal([
      "Some files were not fully uploaded when the page was left. Please attach them again.",
    ]);
    send().click();
    await until(() => own()[1]?.seq != null);
    expect(own()[1]!.attachments?.length).to.equal(1);
    expect(notes()).to.deep.equal([]);
    chat.remove();
    chat = mount({ session, token: token ?? null, baseUrl: server.baseUrl, upload: held });
    await ready();
    expect(rows().length).to.equal(0);
  });

  it("an element that is moved goes on", async () => {
    await taking();
    pick(text("one.txt"));
    await until(() => running.length === 1);
    const box = document.createElement("div");
    document.body.append(box);
    box.append(chat);
    await new Promise((later) => setTimeout(later));
    expect(running[0]!.signal.aborted).to.equal(false);
    running[0]!.done();
    await until(() => facts()[0] === "TXT · 5 bytes");
    box.remove();
  });

  it("an element that is removed while a message waits sends nothing", async () => {
    await taking();
    chat.value = "With a file";
    pick(text("one.txt"));
    await until(() => running.length === 1);
    send().click();
    await chat.updateComplete;
    chat.remove();
    await until(() => running[0]!.signal.aborted);
    running[0]!.done();
    document.body.append(chat);
    await until(() => notes().some((note) => note.startsWith("Some files were not fully uploaded")));
    await until(() => bubbles(chat).includes("Hello"));
    expect(own().length).to.equal(1);
    expect(chat.value).to.equal("With a file");
  });

  it("a name that the person gets only later ends no upload", async () => {
    await taking({ user: "u_1" });
    pick(text("mine.txt"));
    await until(() => running.length === 1);
    chat.viewer = "act_1";
    await chat.updateComplete;
    await until(() => chat.connection === "live" && bubbles(chat).includes("Hello"), "read anew");
    expect(running[0]!.signal.aborted).to.equal(false);
    expect(rows().length).to.equal(1);
    chat.viewer = "act_2";
    await until(() => rows().length === 0, "another person");
    expect(running[0]!.signal.aborted).to.equal(true);
  });

  it("for another conversation takes no file along, and finds it again on coming back", async () => {
    await taking();
    const first = { session: chat.session, token: chat.token ?? null };
    const { id, token } = await server.createSession({ input: "Other" });
    pick(text("one.txt"), text("two.txt"));
    await until(() => running.length === 2);
    running[0]!.done();
    await until(() => facts()[0] === "TXT · 5 bytes");
    Object.assign(chat, { session: id, token });
    await until(() => bubbles(chat).includes("Other"));
    expect(rows().length).to.equal(0);
    expect(running[1]!.signal.aborted).to.equal(true);
    Object.assign(chat, first);
    await until(() => bubbles(chat).includes("Hello"));
    await until(() => rows().length === 1);
    expect(notes().length).to.equal(1);
  });

  it("a reset forgets files, and what was kept of them", async () => {
    await taking({ upload: atOnce });
    pick(text("one.txt"));
    await until(() => facts()[0] === "TXT · 5 bytes");
    expect(Object.keys(sessionStorage).some((name) => name.includes("draft-files"))).to.equal(true);
    chat.reset();
    await chat.updateComplete;
    expect(rows().length).to.equal(0);
    expect(Object.keys(sessionStorage).some((name) => name.includes("draft-files"))).to.equal(false);
  });

  it("what anybody has written into the storage is read with care", async () => {
    await taking();
    pick(text("one.txt"));
    await until(() => running.length === 1);
    const name = Object.keys(sessionStorage).find((other) => other.includes("draft-files"))!;
    const { session, token } = chat;
    chat.remove();
    await until(() => running[0]!.signal.aborted);
    for (const nonsense of [
      "{",
      "[]",
      '{"attachments":[{"url":"javascript:alert(1)","name":"x"},7]}',
      '"x"',
    ]) {
      sessionStorage.setItem(name, nonsense);
      chat = mount({ session, token: token ?? null, baseUrl: server.baseUrl, upload: held });
      await ready();
      expect(rows().length).to.equal(0);
      chat.remove();
    }
  });

  it("with storage refused everything works, and nothing is kept", async () => {
    await taking({ storage: "none", upload: atOnce });
    pick(text("one.txt"));
    await until(() => facts()[0] === "TXT · 5 bytes");
    expect(Object.keys(sessionStorage)).to.deep.equal([]);
    send().click();
    await until(() => own()[1]?.seq != null);
  });
});

describe("everybody", () => {
  it("can use it by keyboard and hear of it", async () => {
    await taking();
    const attach = part(chat, "attach-button") as HTMLButtonElement;
    expect(attach.ariaLabel).to.equal("Attach files");
    pick(text("one.txt"));
    await until(() => running.length === 1);
    running[0]!.done();
    const said = () => all(".tray [aria-live]").map(({ textContent }) => textContent);
    await until(() => said().includes("one.txt is attached."));
    const [row] = rows();
    expect(row!.parentElement!.ariaLabel).to.equal("Attachments");
    attach.focus();
    expect(attach.matches(":focus")).to.equal(true);
  });

  /** What live regions of the tray are told while `work` is done, as a screen reader hears it. */
  async function heard(work: () => Promise<unknown>): Promise<string[]> {
    const news: MutationRecord[] = [];
    const watch = new MutationObserver((records) => news.push(...records));
    for (const region of all(".tray [aria-live]")) watch.observe(region, { childList: true });
    await work();
    await chat.updateComplete;
    news.push(...watch.takeRecords());
    watch.disconnect();
    return news.flatMap(({ addedNodes }) => [...addedNodes].map(({ textContent }) => plain(textContent)));
  }

  it("hears a note once, whatever comes and goes beside it", async () => {
    await taking({ accept: ".txt" });
    expect(all(".tray [role=status]").length, "an empty one is read as a status bar").to.equal(0);
    pick(text("run.exe"), text("one.txt"));
    await until(() => running.length === 1);
    const told = await heard(async () => {
      running[0]!.done();
      await until(() => notes().length === 1);
    });
    expect(told).to.deep.equal(["one.txt is attached."]);
  });

  it("hears again what happens again", async () => {
    await taking({ accept: ".txt", upload: async () => Promise.reject(new Error("no")) });
    const wrong = "Files of this kind cannot be attached: run.exe";
    const failed = "one.txt: The upload failed.";
    const missing = "Not sent: a file is missing. Upload it again or remove it.";
    for (let i = 0; i < 2; i += 1) expect(await heard(async () => pick(text("run.exe")))).to.include(wrong);
    pick(text("one.txt"));
    await until(() => rows()[0]?.part.contains("failed"));
    for (let i = 0; i < 2; i += 1) expect(await heard(async () => send().click())).to.deep.equal([missing]);
    const again = await heard(async () => {
      button(rows()[0]!, ".button").click();
      await until(() => rows()[0]?.part.contains("failed"));
    });
    expect(again).to.include(failed);
  });

  it("hears that a message waits for its files, and finds nothing of it afterwards", async () => {
    await taking();
    const waits = "Your message is sent once the files are uploaded.";
    pick(text("one.txt"));
    await until(() => running.length === 1);
    for (let i = 0; i < 2; i += 1) {
      expect(await heard(async () => send().click())).to.deep.equal([waits]);
      all(".tray-held .button")[0]!.click();
      await chat.updateComplete;
      expect(all(".tray [aria-live]").map(({ textContent }) => textContent)).not.to.include(waits);
    }
  });
});
