import { registerStrings } from "../ui/language/locale-registry.js";
import type { Strings } from "../ui/language/strings.js";

/** Dutch; speaks to the reader as “je”. */
export const strings: Strings = Object.freeze({
  lang: "nl",

  "header.heading": "Chat",

  "author.agent": "Agent",
  "author.you": "Jij",
  "author.user": "Gast",
  "author.system": "Systeem",

  "connection.disconnected": "Niet verbonden",
  "connection.connecting": "Verbinden…",
  "connection.live": "Verbonden",
  "connection.reconnecting": "Opnieuw verbinden…",
  "connection.offline": "Offline",
  "connection.unauthorized": "Toegang verlopen",
  "connection.closed": "Gesprek beëindigd",
  "turn.working": "{agent} is bezig…",
  "turn.awaiting-input": "Wacht op je antwoord",

  "banner.reconnecting": "Verbinding verbroken. Opnieuw verbinden…",
  "banner.reconnecting-in": {
    one: "Verbinding verbroken. Nieuwe poging over {count} seconde.",
    other: "Verbinding verbroken. Nieuwe poging over {count} seconden.",
  },
  "banner.offline": "Je bent offline. Berichten worden verstuurd zodra je weer verbinding hebt.",
  "banner.unauthorized": "Je toegang is verlopen. Log opnieuw in.",
  "banner.closed": "Dit gesprek is beëindigd.",
  "banner.read-only": "Je kunt dit gesprek lezen, maar er niet in schrijven.",

  "delivery.waiting": "Wacht op verzending",
  "delivery.sending": "Versturen…",
  "delivery.sent": "Verstuurd",
  "delivery.picked-up": "Gezien",
  "delivery.failed": "Niet verstuurd. {reason}",
  "delivery.unsure": "Dit is misschien niet verstuurd.",

  "error.config": "Deze chat is nog niet ingesteld.",
  "error.endpoint": "De chat kon niet worden gestart.",
  "error.org-key": "Deze chat is niet goed ingesteld.",
  "error.network": "De server is niet bereikbaar.",
  "error.unauthorized": "Je toegang is verlopen.",
  "error.forbidden": "Je hebt hier geen toestemming voor.",
  "error.insufficient-credits": "Deze chat heeft op dit moment geen tegoed meer.",
  "error.not-found": "Dit gesprek is niet gevonden.",
  "error.closed": "Dit gesprek is beëindigd.",
  "error.retired": "Deze chat is niet langer in gebruik.",
  "error.invalid": "Het bericht is niet geaccepteerd.",
  "error.too-large": "Het bericht is te lang.",
  "error.rate-limited": "Te veel berichten tegelijk. Wacht even.",
  "error.server": "De server heeft een probleem.",
  "error.protocol": "Het antwoord van de server was niet te begrijpen.",
  "error.renderer": "Dit kon niet worden getoond.",
  "error.storage": "Niet-verstuurde berichten kunnen op dit apparaat niet worden bewaard.",
  "error.stale": "Het is een tijd geleden geschreven.",

  "notice.artifact_removed": "Verwijderd:",
  "notice.budget_exceeded": "Gestopt: het budget is op.",
  "notice.canceled": "Gestopt.",
  "notice.deadline_exceeded": "Gestopt: het duurde te lang.",
  "notice.failed": "{agent} kon dit niet afronden.",
  "notice.insufficient_credits": "{agent} heeft geen tegoed meer en kan niet antwoorden.",
  "notice.max_turns": "Gestopt: het maximale aantal stappen is bereikt.",
  "notice.needs_input": "{agent} wacht op je antwoord.",
  "notice.info": "Opmerking",
  "notice.warning": "Let op",
  "notice.error": "Er ging iets mis.",

  "button.send": "Versturen",
  "button.stop": "Stoppen",
  "button.retry": "Opnieuw proberen",
  "button.discard": "Verwijderen",
  "button.reconnect": "Nu proberen",
  "button.new-conversation": "Nieuw gesprek",
  "button.copy": "Kopiëren",
  "button.copy-code": "Code kopiëren",
  "button.copied": "Gekopieerd",
  "button.show-more": "Meer tonen",

  "composer.label": "Bericht",
  "composer.placeholder": "Schrijf een bericht…",

  "transcript.label": "Gesprek",
  "transcript.greeting": "Waarmee kan ik helpen?",
  "transcript.prompts": "Suggesties",
  "transcript.to-end": "Naar het nieuwste bericht",
  "transcript.unread": { one: "{count} nieuw bericht", other: "{count} nieuwe berichten" },
  "transcript.loading": "Gesprek laden…",

  "day.today": "Vandaag",
  "day.yesterday": "Gisteren",

  "card.preview": "Voorbeeld",
  "card.artifact": "Bestand",
  "card.pull-request": "Pull request",
  "card.source": "Automatisering",
  "card.payload": "Details",

  "report.checks_completed": "Controles voltooid",
  "report.review_submitted": "Review ingediend",
  "report.comment": "Opmerking",
  "report.merged": "Samengevoegd",
  "report.closed": "Gesloten",

  "verdict.approved": "Goedgekeurd",
  "verdict.changes-requested": "Wijzigingen gevraagd",
  "verdict.failing": "Mislukte controles",

  "work.steps": { one: "{count} stap", other: "{count} stappen" },
  "work.ok": "Klaar",
  "work.failed": "Mislukt",
  "work.output": "Uitvoer",

  "content.code": "Code",
  "content.table": "Tabel",
  "content.image": "Afbeelding",
  "content.image-from": "Afbeelding laden van {host}",
  "content.image-failed": "De afbeelding kon niet worden geladen",
  "content.not-loaded": "Dit bericht is nog niet geladen",
  "content.link-host": "leidt naar {host}",
  "content.link-new-tab": "opent in een nieuw tabblad",

  "announce.live": "Weer verbonden",
  "announce.message": "{author}: {text}",
  "announce.failed": "Je bericht: {reason}",
});

registerStrings(strings);
