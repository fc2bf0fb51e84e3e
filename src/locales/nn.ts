import { registerStrings } from "../ui/language/locale-registry.js";
import type { Strings } from "../ui/language/strings.js";

/** Norwegian Nynorsk. */
export const strings: Strings = Object.freeze({
  lang: "nn",

  "header.heading": "Chat",

  "author.agent": "Agent",
  "author.you": "Deg",
  "author.user": "Gjest",
  "author.system": "System",

  "connection.disconnected": "Ikkje tilkopla",
  "connection.connecting": "Koplar til…",
  "connection.live": "Tilkopla",
  "connection.reconnecting": "Koplar til på nytt…",
  "connection.offline": "Fråkopla",
  "connection.unauthorized": "Tilgangen er gått ut",
  "connection.closed": "Samtalen er avslutta",
  "turn.working": "{agent} arbeider…",
  "turn.awaiting-input": "Ventar på svar frå deg",

  "banner.reconnecting": "Sambandet vart brote. Koplar til på nytt…",
  "banner.reconnecting-in": {
    one: "Sambandet vart brote. Nytt forsøk om {count} sekund.",
    other: "Sambandet vart brote. Nytt forsøk om {count} sekund.",
  },
  "banner.offline": "Du er fråkopla. Meldingar blir sende når du er tilbake på nett.",
  "banner.unauthorized": "Tilgangen din er gått ut. Logg på igjen.",
  "banner.closed": "Denne samtalen er avslutta.",
  "banner.read-only": "Du kan lese denne samtalen, men ikkje skrive i han.",

  "delivery.waiting": "Ventar på å bli send",
  "delivery.sending": "Sender…",
  "delivery.sent": "Send",
  "delivery.picked-up": "Sett",
  "delivery.failed": "Ikkje send. {reason}",
  "delivery.unsure": "Meldinga er kanskje ikkje send.",

  "error.config": "Chatten er ikkje sett opp enno.",
  "error.endpoint": "Chatten kunne ikkje startast.",
  "error.org-key": "Chatten er ikkje rett sett opp.",
  "error.network": "Får ikkje kontakt med tenaren.",
  "error.unauthorized": "Tilgangen din er gått ut.",
  "error.forbidden": "Du har ikkje løyve til dette.",
  "error.insufficient-credits": "Chatten har ikkje meir kreditt akkurat no.",
  "error.not-found": "Finn ikkje denne samtalen.",
  "error.closed": "Denne samtalen er avslutta.",
  "error.retired": "Denne chatten er ikkje lenger i drift.",
  "error.invalid": "Meldinga vart ikkje godteken.",
  "error.too-large": "Meldinga er for lang.",
  "error.rate-limited": "For mange meldingar på éin gong. Vent litt.",
  "error.server": "Det er eit problem med tenaren.",
  "error.protocol": "Svaret frå tenaren var ikkje til å forstå.",
  "error.renderer": "Dette kunne ikkje visast.",
  "error.storage": "Usende meldingar kan ikkje lagrast på denne eininga.",
  "error.stale": "Ho vart skriven for ei stund sidan.",

  "notice.artifact_removed": "Fjerna:",
  "notice.budget_exceeded": "Stoppa: Budsjettet er brukt opp.",
  "notice.canceled": "Stoppa.",
  "notice.deadline_exceeded": "Stoppa: Det tok for lang tid.",
  "notice.failed": "{agent} klarte ikkje å fullføre dette.",
  "notice.insufficient_credits": "{agent} har ikkje meir kreditt og kan ikkje svare.",
  "notice.max_turns": "Stoppa: Grensa for talet på steg er nådd.",
  "notice.needs_input": "{agent} ventar på svar frå deg.",
  "notice.info": "Merknad",
  "notice.warning": "Obs!",
  "notice.error": "Noko gjekk gale.",

  "button.send": "Send",
  "button.stop": "Stopp",
  "button.retry": "Prøv igjen",
  "button.discard": "Forkast",
  "button.reconnect": "Prøv no",
  "button.new-conversation": "Ny samtale",
  "button.copy": "Kopier",
  "button.copy-code": "Kopier kode",
  "button.copied": "Kopiert",
  "button.show-more": "Vis meir",

  "composer.label": "Melding",
  "composer.placeholder": "Skriv ei melding…",

  "transcript.label": "Samtale",
  "transcript.greeting": "Kva kan eg hjelpe med?",
  "transcript.prompts": "Forslag",
  "transcript.to-end": "Gå til den nyaste meldinga",
  "transcript.unread": { one: "{count} ny melding", other: "{count} nye meldingar" },
  "transcript.loading": "Lastar inn samtalen…",

  "day.today": "I dag",
  "day.yesterday": "I går",

  "card.preview": "Førehandsvising",
  "card.artifact": "Fil",
  "card.pull-request": "Pull request",
  "card.source": "Automatisering",
  "card.payload": "Detaljar",

  "report.checks_completed": "Kontrollar fullførte",
  "report.review_submitted": "Gjennomgang send inn",
  "report.comment": "Kommentar",
  "report.merged": "Fletta",
  "report.closed": "Lukka",

  "verdict.approved": "Godkjend",
  "verdict.changes-requested": "Bede om endringar",
  "verdict.failing": "Mislykka kontrollar",

  "work.steps": { one: "{count} steg", other: "{count} steg" },
  "work.ok": "Ferdig",
  "work.failed": "Mislykka",
  "work.output": "Utdata",

  "content.code": "Kode",
  "content.table": "Tabell",
  "content.image": "Bilete",
  "content.image-from": "Last inn bilete frå {host}",
  "content.image-failed": "Biletet kunne ikkje lastast inn",
  "content.not-loaded": "Denne meldinga er ikkje lasta inn enno",
  "content.link-host": "fører til {host}",
  "content.link-new-tab": "blir opna i ei ny fane",

  "announce.live": "Tilkopla igjen",
  "announce.message": "{author}: {text}",
  "announce.failed": "Meldinga di: {reason}",
});

registerStrings(strings);
