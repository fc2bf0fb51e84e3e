import "oc-session";
import { html, render } from "lit";
import type { LabEvent, PlanReport, Switches } from "../backend/lab.js";
import { whileBusy } from "./busy.js";
import { find } from "./find.js";
import { compare, type Verdict } from "./verdict.js";

/** Milliseconds: the duration of a plan, the interval of messages, and the interval of comparisons. */
const PLAN = { lasts: 20_000, pause: 1000 };
const LOOK_MS = 1000;

/**
 * The addresses of the same agent by each wire: the endpoint bypasses the network, everything else passes through it.
 */
const PLACES = {
  v3: { endpoint: "/api/chat?room=lab", baseUrl: "/lab/v3" },
  serverless: { endpoint: "/api/agent/lab", baseUrl: "/lab/api/agent/lab" },
} as const;

type Wire = keyof typeof PLACES;

const SWITCHES: readonly { set: Switches; name: string; text: string }[] = [
  { set: { offline: true }, name: "Pull the cable", text: "No request passes; open connections are cut." },
  {
    set: { cut: true },
    name: "Cut every answer short",
    text: "Anywhere, even in the middle of a character.",
  },
  {
    set: { stall: true },
    name: "Fall silent",
    text: "Connections stay open and deliver nothing. The chat detects it after 20 s without a heartbeat.",
  },
  {
    set: { hold: true },
    name: "Hold streams back",
    text: "Streams open and deliver nothing, as behind some virus scanners: the log is read page by page.",
  },
  {
    set: { loseAnswers: true },
    name: "Lose the answers",
    text: "Messages arrive, but the answers to their posts are lost.",
  },
  { set: { delay: 1500 }, name: "Be slow", text: "Each request takes 1.5 s longer." },
  { set: { status: 500 }, name: "Answer 500", text: "With an HTML page, as proxies do." },
  {
    set: { status: 403 },
    name: "Answer 403",
    text: "With an HTML page, as a firewall does.",
  },
  { set: { status: 429 }, name: "Answer 429", text: "Too many requests; try again in 3 s." },
];

const chat = find("oc-session", document);
const weather = find("#weather", document);
let wire: Wire = "v3";
let sent: string[] = [];
let switches: Switches = {};

/** Each wire has its own conversation; the URL keeps the choice. */
function speak(next: Wire): void {
  wire = next;
  sent = [];
  Object.assign(chat, { protocol: wire, ...PLACES[wire] });
  const address = new URL(location.href);
  if (wire === "v3") address.searchParams.delete("wire");
  else address.searchParams.set("wire", wire);
  history.replaceState(null, "", address);
  drawSwitches();
}

async function put<Answer>(path: string, body: unknown): Promise<Answer> {
  const response = await fetch(`/api/lab/${path}`, { method: "PUT", body: JSON.stringify(body) });
  return (await response.json()) as Answer;
}

async function setSwitches(next: Switches): Promise<void> {
  switches = await put<Switches>("switches", next);
  drawSwitches();
}

function isOn(set: Switches): boolean {
  return Object.entries(set).every(([name, value]) => switches[name as keyof Switches] === value);
}

function drawSwitches(): void {
  render(
    // The serverless wire has no streams.
    SWITCHES.filter(({ set }) => wire === "v3" || !set.hold).map(({ set, name, text }) => {
      const off = Object.fromEntries(Object.keys(set).map((key) => [key, undefined]));
      const flip = () => setSwitches({ ...switches, ...(isOn(set) ? off : set) });
      return html`<label class="switch">
        <input type="checkbox" .checked=${isOn(set)} @change=${flip} />
        <b>${name}</b><span>${text}</span>
      </label>`;
    }),
    find("#switches", document),
  );
}

/** Each text is unique, so that the log can be searched for it. */
function send(count: number): void {
  for (let n = 0; n < count; n++) {
    const text = `Thanks! (${sent.length + 1}, ${crypto.randomUUID().slice(0, 4)})`;
    sent.push(text);
    // The message stays in the outbox until the log contains it; the transcript shows a refusal.
    chat.send(text).catch(() => {});
  }
}

/** Shows how a plan goes. Screen readers are told of its beginning and its end, and not of each second. */
function tell(words: string, isNews: boolean): void {
  weather.ariaLive = isNews ? "polite" : "off";
  weather.textContent = words;
}

/** Applies the plan of a seed, and sends messages meanwhile. */
async function play(seed: number): Promise<void> {
  let report = await put<PlanReport>("plan", { seed });
  for (let left = PLAN.lasts; left > 0; left -= PLAN.pause) {
    const { faults, last, requests } = report;
    const told = last && ` The last one, ${last}.`;
    tell(`${left / 1000} s to go: ${faults} of ${requests} requests spoiled.${told}`, left === PLAN.lasts);
    send(1);
    await new Promise((resolve) => setTimeout(resolve, PLAN.pause));
    report = (await (await fetch("/api/lab/plan")).json()) as PlanReport;
  }
  const { faults, requests } = await put<PlanReport>("plan", { seed: null });
  tell(
    `Over: ${faults} of ${requests} requests failed. Pending messages are sent with the next attempts.`,
    true,
  );
}

async function look(): Promise<void> {
  const asked = wire;
  const response = await fetch(`/api/lab/log?room=lab&wire=${wire}`).catch(() => null);
  if (response?.ok && asked === wire)
    drawVerdict(compare((await response.json()) as LabEvent[], chat.entries, sent));
  setTimeout(() => void look(), LOOK_MS);
}

function drawVerdict({ logged, shown, missing, doubled, disordered, waiting }: Verdict): void {
  const isWrong = doubled + disordered > 0;
  const verdict = find("#verdict", document);
  const isWhole = missing + waiting === 0;
  verdict.className = isWrong ? "tag bad" : isWhole ? "tag good" : "tag";
  const words = isWrong ? "they differ" : isWhole ? "✓ the same" : "catching up";
  // Only when the text changes; otherwise a screen reader would announce it every second.
  if (verdict.textContent !== words) verdict.textContent = words;
  const figures = {
    "in the log": logged,
    "on the screen": shown,
    "not there yet": missing + waiting,
    doubled,
  };
  render(
    html`<dl class="figures">
      ${Object.entries({ ...figures, "out of order": disordered }).map(
        ([name, figure]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${figure}</dd>
          </div>`,
      )}
    </dl>`,
    find("#figures", document),
  );
}

find("#calm", document).addEventListener("click", () => void setSwitches({}));
find("#send", document).addEventListener("click", () => send(5));
const seed = find<HTMLInputElement>("#seed", document);
const playButton = find<HTMLButtonElement>("#play", document);
// The URL can name a plan.
seed.value = new URL(location.href).searchParams.get("seed") ?? seed.value;
find("#plan", document).addEventListener("submit", (event) => {
  event.preventDefault();
  void whileBusy(playButton, () => play(seed.valueAsNumber));
});
const choice = find("#wire", document);
choice.addEventListener("change", ({ target }) =>
  speak((target as HTMLInputElement).value === "serverless" ? "serverless" : "v3"),
);
if (new URL(location.href).searchParams.get("wire") === "serverless") {
  find<HTMLInputElement>('[value="serverless"]', choice).checked = true;
  speak("serverless");
}
// Resets what another visit has left on.
await put("plan", { seed: null });
await setSwitches({});
void look();
