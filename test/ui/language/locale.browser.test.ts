import { expect } from "chai";
import { html, LitElement, type TemplateResult } from "lit";
import { registerStrings } from "../../../src/ui/language/locale-registry.js";
import { LocaleController, localeFor } from "../../../src/ui/language/locale.js";
import { english } from "../../../src/ui/language/english.js";
import type { Strings } from "../../../src/ui/language/strings.js";
import { until } from "../../support/wait.js";

/** An invented table: its heading tells it apart. */
const invent = (lang: string, heading = lang): Strings => ({ ...english, lang, "header.heading": heading });
const heading = (lang: string, overrides?: Partial<Strings>) =>
  localeFor(lang, overrides).strings["header.heading"];

registerStrings(invent("fr"));
registerStrings(invent("zh-Hant"));

describe("localeFor", () => {
  it("finds the tag's own table, or that of the tag with less behind it", () => {
    expect(heading("fr")).to.equal("fr");
    expect(heading("fr-CA-x-old")).to.equal("fr");
    expect(heading("FR_be")).to.equal("fr");
    expect(heading("zh-hant-TW")).to.equal("zh-Hant");
  });

  it("speaks English where nothing else fits, and for tags that are none", () => {
    for (const lang of ["", "zh", "sv", "x", "not a tag", "*", "-", "_", "zh_TW_", "en-US"]) {
      expect(localeFor(lang).strings, lang).to.equal(english);
    }
  });

  it("never shows a language in another script than the page's", () => {
    registerStrings(invent("sr", "ср"));
    expect(heading("sr-RS")).to.equal("ср");
    for (const lang of ["sr-Latn", "sr-Latn-RS"]) expect(heading(lang), lang).to.equal("Chat");
    expect(heading("zh-Hant-HK")).to.equal("zh-Hant");
    expect(localeFor("sr-Latn-RS").tag).to.equal("en");
  });

  it("gives each page the words of its market", async () => {
    const pages: Record<string, readonly string[]> = {
      pt: ["pt", "pt-BR", "pt_BR", "pt-419", "pt-US"],
      "pt-PT": ["pt-PT", "pt_PT", "pt-AO", "pt-MZ", "pt-Latn-CV"],
      nb: ["nb", "no", "NO", "no-NO", "nb_NO", "no-NO-x-old"],
      nn: ["nn", "nn-NO"],
      zh: ["zh", "zh-CN", "zh-SG", "zh-Hans-HK"],
      "zh-Hant": ["zh-Hant", "zh-TW", "zh_TW", "zh-HK", "zh-MO", "zh-hant-hk"],
    };
    for (const lang of Object.keys(pages)) registerStrings(invent(lang));
    for (const [table, langs] of Object.entries(pages))
      for (const lang of langs) expect(heading(lang), lang).to.equal(table);
  });

  it("reads a language's own words before those of a near market are there", () => {
    registerStrings(invent("es"));
    expect(heading("es-MX")).to.equal("es");
    registerStrings(invent("es-MX"));
    expect([heading("es-MX"), heading("es-AR")]).to.deep.equal(["es-MX", "es"]);
  });

  it("writes dates as the page's region does, but never in a language that the texts are not in", () => {
    expect(localeFor("fr-ca").tag).to.equal("fr-CA");
    expect(localeFor("en-GB").tag).to.equal("en-GB");
    expect(localeFor("sv-SE").tag).to.equal("en");
    expect(localeFor("not a tag").tag).to.equal("en");
    expect(localeFor("zh_HK").tag).to.equal("zh-HK");
  });

  it("lays overrides over the table, and takes none that are no text", () => {
    expect(heading("fr", { "header.heading": "Salut" })).to.equal("Salut");
    const wrong = {
      "header.heading": 5,
      "button.send": null,
      "button.stop": { one: "x" },
      lang: "de",
      other: "x",
    };
    const { strings } = localeFor("fr", wrong as unknown as Partial<Strings>);
    expect(strings).to.deep.equal(invent("fr"));
    const plural = { "work.steps": { other: "{count}!" } };
    expect(localeFor("fr", plural).strings["work.steps"]).to.deep.equal(plural["work.steps"]);
  });
});

describe("LocaleController", () => {
  class LocaleProbe extends LitElement {
    readonly language = new LocaleController(this);

    protected override render(): TemplateResult {
      return html`${localeFor(this.language.lang).strings["header.heading"]}`;
    }
  }
  customElements.define("locale-probe", LocaleProbe);

  let page: HTMLElement;
  let probe: LocaleProbe;
  const said = () => probe.shadowRoot!.textContent;
  const saying = (words: string) => until(() => said() === words, `saying "${words}"`);

  beforeEach(() => {
    page = document.createElement("div");
    probe = new LocaleProbe();
    document.body.append(page);
  });

  afterEach(() => page.remove());

  it("follows the nearest lang, and its changes, across shadow roots", async () => {
    const inner = document.createElement("p");
    page.lang = "fr";
    page.attachShadow({ mode: "open" }).append(inner);
    inner.append(probe);
    await saying("fr");
    inner.lang = "zh-Hant";
    await saying("zh-Hant");
    inner.lang = "";
    await saying("Chat");
    inner.removeAttribute("lang");
    await saying("fr");
    page.lang = "zh-Hant-HK";
    await saying("zh-Hant");
  });

  it("follows a move of the element", async () => {
    page.innerHTML = `<i lang="fr"></i><i lang="zh-Hant"></i>`;
    page.firstElementChild!.append(probe);
    await saying("fr");
    page.lastElementChild!.append(probe);
    await saying("zh-Hant");
  });

  it("shows a language that comes later, and one that replaces another", async () => {
    page.lang = "tlh";
    page.append(probe);
    await saying("Chat");
    registerStrings(invent("tlh", "nuqneH"));
    await saying("nuqneH");
    registerStrings(invent("tlh", "Qapla’"));
    await saying("Qapla’");
  });
});
