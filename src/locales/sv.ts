import { registerStrings } from "../ui/language/locale-registry.js";
import type { Strings } from "../ui/language/strings.js";

/** Swedish. */
export const strings: Strings = Object.freeze({
  lang: "sv",

  "header.heading": "Chatt",

  "author.agent": "Agent",
  "author.you": "Du",
  "author.user": "Gäst",
  "author.system": "System",

  "connection.disconnected": "Inte ansluten",
  "connection.connecting": "Ansluter…",
  "connection.live": "Ansluten",
  "connection.reconnecting": "Återansluter…",
  "connection.offline": "Offline",
  "connection.unauthorized": "Åtkomsten har gått ut",
  "connection.closed": "Samtalet är avslutat",
  "turn.working": "{agent} arbetar…",
  "turn.awaiting-input": "Väntar på ditt svar",

  "banner.reconnecting": "Anslutningen bröts. Återansluter…",
  "banner.reconnecting-in": {
    one: "Anslutningen bröts. Nytt försök om {count} sekund.",
    other: "Anslutningen bröts. Nytt försök om {count} sekunder.",
  },
  "banner.offline": "Du är offline. Meddelanden skickas när du är tillbaka.",
  "banner.unauthorized": "Din åtkomst har gått ut. Logga in igen.",
  "banner.closed": "Det här samtalet är avslutat.",
  "banner.read-only": "Du kan läsa samtalet men inte skriva i det.",

  "delivery.waiting": "Väntar på att skickas",
  "delivery.sending": "Skickar…",
  "delivery.sent": "Skickat",
  "delivery.picked-up": "Sett",
  "delivery.failed": "Inte skickat. {reason}",
  "delivery.unsure": "Det här har kanske inte skickats.",

  "error.config": "Chatten är inte konfigurerad ännu.",
  "error.endpoint": "Chatten kunde inte startas.",
  "error.org-key": "Chatten är inte rätt konfigurerad.",
  "error.network": "Servern kan inte nås.",
  "error.unauthorized": "Din åtkomst har gått ut.",
  "error.forbidden": "Du har inte behörighet till detta.",
  "error.insufficient-credits": "Den här chatten har slut på kredit just nu.",
  "error.not-found": "Samtalet hittades inte.",
  "error.closed": "Det här samtalet är avslutat.",
  "error.retired": "Den här chatten är inte längre i drift.",
  "error.invalid": "Meddelandet godtogs inte.",
  "error.too-large": "Meddelandet är för långt.",
  "error.rate-limited": "För många meddelanden på en gång. Vänta en stund.",
  "error.server": "Servern har problem.",
  "error.protocol": "Serverns svar gick inte att förstå.",
  "error.renderer": "Det här kunde inte visas.",
  "error.storage": "Oskickade meddelanden kan inte sparas på den här enheten.",
  "error.stale": "Det skrevs för länge sedan.",

  "notice.artifact_removed": "Borttaget:",
  "notice.budget_exceeded": "Stoppat: budgeten är slut.",
  "notice.canceled": "Stoppat.",
  "notice.deadline_exceeded": "Stoppat: det tog för lång tid.",
  "notice.failed": "{agent} kunde inte slutföra det här.",
  "notice.insufficient_credits": "{agent} har slut på kredit och kan inte svara.",
  "notice.max_turns": "Stoppat: gränsen för antal steg är nådd.",
  "notice.needs_input": "{agent} väntar på ditt svar.",
  "notice.info": "Anmärkning",
  "notice.warning": "Observera",
  "notice.error": "Något gick fel.",

  "button.send": "Skicka",
  "button.stop": "Stoppa",
  "button.retry": "Försök igen",
  "button.discard": "Släng",
  "button.reconnect": "Försök nu",
  "button.new-conversation": "Nytt samtal",
  "button.copy": "Kopiera",
  "button.copy-code": "Kopiera kod",
  "button.copied": "Kopierat",
  "button.show-more": "Visa mer",

  "composer.label": "Meddelande",
  "composer.placeholder": "Skriv ett meddelande…",

  "transcript.label": "Samtal",
  "transcript.greeting": "Hur kan jag hjälpa till?",
  "transcript.prompts": "Förslag",
  "transcript.to-end": "Gå till det senaste meddelandet",
  "transcript.unread": { one: "{count} nytt meddelande", other: "{count} nya meddelanden" },
  "transcript.loading": "Läser in samtalet…",

  "day.today": "I dag",
  "day.yesterday": "I går",

  "card.preview": "Förhandsvisning",
  "card.artifact": "Fil",
  "card.pull-request": "Pull request",
  "card.source": "Automatisering",
  "card.payload": "Detaljer",

  "report.checks_completed": "Kontroller slutförda",
  "report.review_submitted": "Granskning inskickad",
  "report.comment": "Kommentar",
  "report.merged": "Sammanfogad",
  "report.closed": "Stängd",

  "verdict.approved": "Godkänt",
  "verdict.changes-requested": "Ändringar begärda",
  "verdict.failing": "Misslyckade kontroller",

  "work.steps": { one: "{count} steg", other: "{count} steg" },
  "work.ok": "Klart",
  "work.failed": "Misslyckades",
  "work.output": "Utdata",

  "content.code": "Kod",
  "content.table": "Tabell",
  "content.image": "Bild",
  "content.image-from": "Läs in bild från {host}",
  "content.image-failed": "Bilden kunde inte läsas in",
  "content.not-loaded": "Det här meddelandet har inte lästs in än",
  "content.link-host": "leder till {host}",
  "content.link-new-tab": "öppnas i en ny flik",

  "announce.live": "Ansluten igen",
  "announce.message": "{author}: {text}",
  "announce.failed": "Ditt meddelande: {reason}",
});

registerStrings(strings);
