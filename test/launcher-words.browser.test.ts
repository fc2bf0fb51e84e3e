import { expect } from "chai";
import type { OcLauncher } from "../src/index.js";
import "../src/index.js";
import "../src/locales/de.js";
import { until } from "./support/wait.js";

describe("a launcher's words", () => {
  let box: HTMLElement;
  let launcher: OcLauncher;
  const said = () => [
    launcher.shadowRoot!.querySelector('[part="close-button"]')!.ariaLabel,
    launcher.shadowRoot!.querySelector('[part="panel"]')!.ariaLabel,
  ];
  const saying = (close: string) => until(() => said()[0] === close, `saying "${close}", not "${said()}"`);

  beforeEach(() => {
    sessionStorage.clear();
    box = document.createElement("div");
    launcher = document.createElement("oc-launcher");
    document.body.append(box);
  });
  afterEach(() => box.remove());

  it("follow the nearest lang, and its changes, across shadow roots", async () => {
    box.lang = "de-AT";
    box.attachShadow({ mode: "open" }).append(launcher);
    expect(said()).to.deep.equal(["Schließen", "Chat"]);
    box.lang = "en";
    await saying("Close");
    launcher.lang = "de";
    await saying("Schließen");
    launcher.remove();
    launcher.lang = "en";
    box.shadowRoot!.append(launcher);
    expect(said()[0]).to.equal("Close");
  });

  it("are those of the chat in it, which may have a language of its own", () => {
    const chat = Object.assign(document.createElement("oc-session"), { lang: "de" });
    launcher.append(chat);
    box.append(launcher);
    expect(said()[0]).to.equal("Schließen");
  });

  it("come when a language is added, and leave the host's label as it is", async () => {
    launcher.label = "Hilfe";
    box.lang = "sv";
    box.append(launcher);
    expect(said()).to.deep.equal(["Close", "Hilfe"]);
    await import("../src/locales/sv.js");
    await saying("Stäng");
    expect(said()[1]).to.equal("Hilfe");
  });
});
