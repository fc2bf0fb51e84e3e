import { registerStrings } from "../ui/language/locale-registry.js";
import type { Strings } from "../ui/language/strings.js";

/** Norwegian Bokmål. */
export const strings: Strings = Object.freeze({
  lang: "nb",

  "header.heading": "Chat",

  "author.agent": "Agent",
  "author.you": "Deg",
  "author.user": "Gjest",
  "author.system": "System",

  "connection.disconnected": "Ikke tilkoblet",
  "connection.connecting": "Kobler til…",
  "connection.live": "Tilkoblet",
  "connection.reconnecting": "Kobler til på nytt…",
  "connection.offline": "Frakoblet",
  "connection.unauthorized": "Tilgangen er utløpt",
  "connection.closed": "Samtalen er avsluttet",
  "turn.working": "{agent} arbeider…",
  "turn.awaiting-input": "Venter på svar fra deg",

  "banner.reconnecting": "Forbindelsen ble brutt. Kobler til på nytt…",
  "banner.reconnecting-in": {
    one: "Forbindelsen ble brutt. Nytt forsøk om {count} sekund.",
    other: "Forbindelsen ble brutt. Nytt forsøk om {count} sekunder.",
  },
  "banner.offline": "Du er frakoblet. Meldinger sendes når du er tilbake på nett.",
  "banner.unauthorized": "Tilgangen din er utløpt. Logg på igjen.",
  "banner.closed": "Denne samtalen er avsluttet.",
  "banner.read-only": "Du kan lese denne samtalen, men ikke skrive i den.",

  "delivery.waiting": "Venter på å bli sendt",
  "delivery.sending": "Sender…",
  "delivery.sent": "Sendt",
  "delivery.picked-up": "Sett",
  "delivery.failed": "Ikke sendt. {reason}",
  "delivery.unsure": "Meldingen er kanskje ikke sendt.",

  "error.config": "Chatten er ikke satt opp ennå.",
  "error.endpoint": "Chatten kunne ikke startes.",
  "error.org-key": "Chatten er ikke riktig satt opp.",
  "error.network": "Får ikke kontakt med serveren.",
  "error.unauthorized": "Tilgangen din er utløpt.",
  "error.forbidden": "Du har ikke tillatelse til dette.",
  "error.insufficient-credits": "Chatten har ikke mer kreditt akkurat nå.",
  "error.not-found": "Finner ikke denne samtalen.",
  "error.closed": "Denne samtalen er avsluttet.",
  "error.retired": "Denne chatten er ikke lenger i drift.",
  "error.invalid": "Meldingen ble ikke godtatt.",
  "error.too-large": "Meldingen er for lang.",
  "error.rate-limited": "For mange meldinger på én gang. Vent litt.",
  "error.server": "Det er et problem med serveren.",
  "error.protocol": "Svaret fra serveren kunne ikke forstås.",
  "error.renderer": "Dette kunne ikke vises.",
  "error.storage": "Usendte meldinger kan ikke lagres på denne enheten.",
  "error.stale": "Den ble skrevet for en stund siden.",

  "notice.artifact_removed": "Fjernet:",
  "notice.budget_exceeded": "Stoppet: Budsjettet er brukt opp.",
  "notice.canceled": "Stoppet.",
  "notice.deadline_exceeded": "Stoppet: Det tok for lang tid.",
  "notice.failed": "{agent} klarte ikke å fullføre dette.",
  "notice.insufficient_credits": "{agent} har ikke mer kreditt og kan ikke svare.",
  "notice.max_turns": "Stoppet: Grensen for antall trinn er nådd.",
  "notice.needs_input": "{agent} venter på svar fra deg.",
  "notice.info": "Merknad",
  "notice.warning": "Obs!",
  "notice.error": "Noe gikk galt.",

  "button.send": "Send",
  "button.stop": "Stopp",
  "button.retry": "Prøv igjen",
  "button.discard": "Forkast",
  "button.reconnect": "Prøv nå",
  "button.new-conversation": "Ny samtale",
  "button.copy": "Kopier",
  "button.copy-code": "Kopier kode",
  "button.copied": "Kopiert",
  "button.show-more": "Vis mer",

  "composer.label": "Melding",
  "composer.placeholder": "Skriv en melding…",

  "transcript.label": "Samtale",
  "transcript.greeting": "Hva kan jeg hjelpe med?",
  "transcript.prompts": "Forslag",
  "transcript.to-end": "Gå til den nyeste meldingen",
  "transcript.unread": { one: "{count} ny melding", other: "{count} nye meldinger" },
  "transcript.loading": "Laster inn samtalen…",

  "day.today": "I dag",
  "day.yesterday": "I går",

  "card.preview": "Forhåndsvisning",
  "card.artifact": "Fil",
  "card.pull-request": "Pull request",
  "card.source": "Automatisering",
  "card.payload": "Detaljer",

  "report.checks_completed": "Kontroller fullført",
  "report.review_submitted": "Gjennomgang sendt inn",
  "report.comment": "Kommentar",
  "report.merged": "Flettet",
  "report.closed": "Lukket",

  "verdict.approved": "Godkjent",
  "verdict.changes-requested": "Bedt om endringer",
  "verdict.failing": "Mislykkede kontroller",

  "work.steps": { one: "{count} trinn", other: "{count} trinn" },
  "work.ok": "Ferdig",
  "work.failed": "Mislyktes",
  "work.output": "Utdata",

  "content.code": "Kode",
  "content.table": "Tabell",
  "content.image": "Bilde",
  "content.image-from": "Last inn bilde fra {host}",
  "content.image-failed": "Bildet kunne ikke lastes inn",
  "content.not-loaded": "Denne meldingen er ikke lastet inn ennå",
  "content.link-host": "fører til {host}",
  "content.link-new-tab": "åpnes i en ny fane",

  "announce.live": "Tilkoblet igjen",
  "announce.message": "{author}: {text}",
  "announce.failed": "Meldingen din: {reason}",
});

registerStrings(strings);
