import { registerStrings } from "../ui/language/locale-registry.js";
import type { Strings } from "../ui/language/strings.js";

/** Danish. */
export const strings: Strings = Object.freeze({
  lang: "da",

  "header.heading": "Chat",

  "author.agent": "Agent",
  "author.you": "Dig",
  "author.user": "Gæst",
  "author.system": "System",

  "connection.disconnected": "Ikke forbundet",
  "connection.connecting": "Opretter forbindelse…",
  "connection.live": "Forbundet",
  "connection.reconnecting": "Genopretter forbindelsen…",
  "connection.offline": "Offline",
  "connection.unauthorized": "Adgangen er udløbet",
  "connection.closed": "Samtalen er afsluttet",
  "turn.working": "{agent} arbejder…",
  "turn.awaiting-input": "Venter på dit svar",

  "banner.reconnecting": "Forbindelsen blev afbrudt. Genopretter…",
  "banner.reconnecting-in": {
    one: "Forbindelsen blev afbrudt. Nyt forsøg om {count} sekund.",
    other: "Forbindelsen blev afbrudt. Nyt forsøg om {count} sekunder.",
  },
  "banner.offline": "Du er offline. Beskeder sendes, når du er tilbage.",
  "banner.unauthorized": "Din adgang er udløbet. Log ind igen.",
  "banner.closed": "Denne samtale er afsluttet.",
  "banner.read-only": "Du kan læse samtalen, men ikke skrive i den.",

  "delivery.waiting": "Venter på at blive sendt",
  "delivery.sending": "Sender…",
  "delivery.sent": "Sendt",
  "delivery.picked-up": "Set",
  "delivery.failed": "Ikke sendt. {reason}",
  "delivery.unsure": "Beskeden er måske ikke sendt.",

  "error.config": "Chatten er ikke sat op endnu.",
  "error.endpoint": "Chatten kunne ikke startes.",
  "error.org-key": "Chatten er ikke sat rigtigt op.",
  "error.network": "Serveren kan ikke nås.",
  "error.unauthorized": "Din adgang er udløbet.",
  "error.forbidden": "Du har ikke tilladelse til dette.",
  "error.insufficient-credits": "Chatten har ikke mere kredit lige nu.",
  "error.not-found": "Samtalen blev ikke fundet.",
  "error.closed": "Denne samtale er afsluttet.",
  "error.retired": "Denne chat er ikke længere i drift.",
  "error.invalid": "Beskeden blev ikke accepteret.",
  "error.too-large": "Beskeden er for lang.",
  "error.rate-limited": "For mange beskeder på én gang. Vent et øjeblik.",
  "error.server": "Serveren har et problem.",
  "error.protocol": "Serverens svar kunne ikke forstås.",
  "error.renderer": "Dette kunne ikke vises.",
  "error.storage": "Usendte beskeder kan ikke gemmes på denne enhed.",
  "error.stale": "Den blev skrevet for længe siden.",

  "notice.artifact_removed": "Fjernet:",
  "notice.budget_exceeded": "Stoppet: budgettet er brugt op.",
  "notice.canceled": "Stoppet.",
  "notice.deadline_exceeded": "Stoppet: det tog for lang tid.",
  "notice.failed": "{agent} kunne ikke gøre dette færdigt.",
  "notice.insufficient_credits": "{agent} har ikke mere kredit og kan ikke svare.",
  "notice.max_turns": "Stoppet: grænsen for antal trin er nået.",
  "notice.needs_input": "{agent} venter på dit svar.",
  "notice.info": "Bemærkning",
  "notice.warning": "Bemærk",
  "notice.error": "Noget gik galt.",

  "button.send": "Send",
  "button.stop": "Stop",
  "button.retry": "Prøv igen",
  "button.discard": "Kassér",
  "button.reconnect": "Prøv nu",
  "button.new-conversation": "Ny samtale",
  "button.copy": "Kopiér",
  "button.copy-code": "Kopiér kode",
  "button.copied": "Kopieret",
  "button.show-more": "Vis mere",

  "composer.label": "Besked",
  "composer.placeholder": "Skriv en besked…",

  "transcript.label": "Samtale",
  "transcript.greeting": "Hvad kan jeg hjælpe med?",
  "transcript.prompts": "Forslag",
  "transcript.to-end": "Gå til den nyeste besked",
  "transcript.unread": { one: "{count} ny besked", other: "{count} nye beskeder" },
  "transcript.loading": "Henter samtalen…",

  "day.today": "I dag",
  "day.yesterday": "I går",

  "card.preview": "Forhåndsvisning",
  "card.artifact": "Fil",
  "card.pull-request": "Pull request",
  "card.source": "Automatisering",
  "card.payload": "Detaljer",

  "report.checks_completed": "Tjek afsluttet",
  "report.review_submitted": "Gennemgang indsendt",
  "report.comment": "Kommentar",
  "report.merged": "Flettet",
  "report.closed": "Lukket",

  "verdict.approved": "Godkendt",
  "verdict.changes-requested": "Der bedes om ændringer",
  "verdict.failing": "Fejlede tjek",

  "work.steps": { one: "{count} trin", other: "{count} trin" },
  "work.ok": "Færdig",
  "work.failed": "Mislykkedes",
  "work.output": "Output",

  "content.code": "Kode",
  "content.table": "Tabel",
  "content.image": "Billede",
  "content.image-from": "Hent billede fra {host}",
  "content.image-failed": "Billedet kunne ikke hentes",
  "content.not-loaded": "Denne besked er ikke hentet endnu",
  "content.link-host": "fører til {host}",
  "content.link-new-tab": "åbner i en ny fane",

  "announce.live": "Forbundet igen",
  "announce.message": "{author}: {text}",
  "announce.failed": "Din besked: {reason}",
});

registerStrings(strings);
