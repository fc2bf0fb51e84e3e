import { registerStrings } from "../ui/language/locale-registry.js";
import type { Strings } from "../ui/language/strings.js";

/** German; speaks to the reader as “Sie”. */
export const strings: Strings = Object.freeze({
  lang: "de",

  "header.heading": "Chat",

  "author.agent": "Agent",
  "author.you": "Sie",
  "author.user": "Gast",
  "author.system": "System",

  "connection.disconnected": "Nicht verbunden",
  "connection.connecting": "Verbindung wird hergestellt\u00a0…",
  "connection.live": "Verbunden",
  "connection.reconnecting": "Verbindung wird wiederhergestellt\u00a0…",
  "connection.offline": "Offline",
  "connection.unauthorized": "Zugang abgelaufen",
  "connection.closed": "Unterhaltung beendet",
  "turn.working": "{agent} arbeitet\u00a0…",
  "turn.awaiting-input": "Wartet auf Ihre Antwort",

  "banner.reconnecting": "Verbindung unterbrochen. Sie wird wiederhergestellt\u00a0…",
  "banner.reconnecting-in": {
    one: "Verbindung unterbrochen. Neuer Versuch in {count} Sekunde.",
    other: "Verbindung unterbrochen. Neuer Versuch in {count} Sekunden.",
  },
  "banner.offline": "Sie sind offline. Nachrichten werden gesendet, sobald Sie wieder verbunden sind.",
  "banner.unauthorized": "Ihr Zugang ist abgelaufen. Bitte melden Sie sich erneut an.",
  "banner.closed": "Diese Unterhaltung ist beendet.",
  "banner.read-only": "Sie können diese Unterhaltung lesen, aber nicht darin schreiben.",

  "delivery.waiting": "Wartet auf Versand",
  "delivery.sending": "Wird gesendet\u00a0…",
  "delivery.sent": "Gesendet",
  "delivery.picked-up": "Gesehen",
  "delivery.failed": "Nicht gesendet. {reason}",
  "delivery.unsure": "Möglicherweise nicht gesendet.",

  "error.config": "Dieser Chat ist noch nicht eingerichtet.",
  "error.endpoint": "Der Chat konnte nicht gestartet werden.",
  "error.org-key": "Dieser Chat ist nicht richtig eingerichtet.",
  "error.network": "Der Server ist nicht erreichbar.",
  "error.unauthorized": "Ihr Zugang ist abgelaufen.",
  "error.forbidden": "Dazu fehlt Ihnen die Berechtigung.",
  "error.insufficient-credits": "Dieser Chat hat derzeit kein Guthaben mehr.",
  "error.not-found": "Diese Unterhaltung wurde nicht gefunden.",
  "error.closed": "Diese Unterhaltung ist beendet.",
  "error.retired": "Dieser Chat ist nicht mehr in Betrieb.",
  "error.invalid": "Die Nachricht wurde nicht angenommen.",
  "error.too-large": "Die Nachricht ist zu lang.",
  "error.rate-limited": "Zu viele Nachrichten auf einmal. Bitte warten Sie einen Moment.",
  "error.server": "Der Server hat ein Problem.",
  "error.protocol": "Die Antwort des Servers war nicht zu verstehen.",
  "error.renderer": "Das konnte nicht angezeigt werden.",
  "error.storage": "Nicht gesendete Nachrichten können auf diesem Gerät nicht aufbewahrt werden.",
  "error.stale": "Sie wurde vor längerer Zeit geschrieben.",

  "notice.artifact_removed": "Entfernt:",
  "notice.budget_exceeded": "Angehalten: Das Budget ist aufgebraucht.",
  "notice.canceled": "Angehalten.",
  "notice.deadline_exceeded": "Angehalten: Es hat zu lange gedauert.",
  "notice.failed": "{agent} konnte das nicht abschließen.",
  "notice.insufficient_credits": "{agent} hat kein Guthaben mehr und kann nicht antworten.",
  "notice.max_turns": "Angehalten: Die Höchstzahl an Schritten ist erreicht.",
  "notice.needs_input": "{agent} wartet auf Ihre Antwort.",
  "notice.info": "Hinweis",
  "notice.warning": "Bitte beachten",
  "notice.error": "Etwas ist schiefgegangen.",

  "button.send": "Senden",
  "button.stop": "Anhalten",
  "button.retry": "Erneut versuchen",
  "button.discard": "Verwerfen",
  "button.reconnect": "Jetzt versuchen",
  "button.new-conversation": "Neue Unterhaltung",
  "button.copy": "Kopieren",
  "button.copy-code": "Code kopieren",
  "button.copied": "Kopiert",
  "button.show-more": "Mehr anzeigen",

  "composer.label": "Nachricht",
  "composer.placeholder": "Nachricht schreiben\u00a0…",

  "transcript.label": "Unterhaltung",
  "transcript.greeting": "Wie kann ich helfen?",
  "transcript.prompts": "Vorschläge",
  "transcript.to-end": "Zur neuesten Nachricht",
  "transcript.unread": { one: "{count} neue Nachricht", other: "{count} neue Nachrichten" },
  "transcript.loading": "Unterhaltung wird geladen\u00a0…",

  "day.today": "Heute",
  "day.yesterday": "Gestern",

  "card.preview": "Vorschau",
  "card.artifact": "Datei",
  "card.pull-request": "Pull Request",
  "card.source": "Automatisierung",
  "card.payload": "Einzelheiten",

  "report.checks_completed": "Prüfungen abgeschlossen",
  "report.review_submitted": "Review abgegeben",
  "report.comment": "Kommentar",
  "report.merged": "Zusammengeführt",
  "report.closed": "Geschlossen",

  "verdict.approved": "Genehmigt",
  "verdict.changes-requested": "Änderungen angefordert",
  "verdict.failing": "Fehlgeschlagene Prüfungen",

  "work.steps": { one: "{count} Schritt", other: "{count} Schritte" },
  "work.ok": "Fertig",
  "work.failed": "Fehlgeschlagen",
  "work.output": "Ausgabe",

  "content.code": "Code",
  "content.table": "Tabelle",
  "content.image": "Bild",
  "content.image-from": "Bild von {host} laden",
  "content.image-failed": "Das Bild konnte nicht geladen werden",
  "content.not-loaded": "Diese Nachricht ist noch nicht geladen",
  "content.link-host": "führt zu {host}",
  "content.link-new-tab": "öffnet in neuem Tab",

  "announce.live": "Wieder verbunden",
  "announce.message": "{author}: {text}",
  "announce.failed": "Ihre Nachricht: {reason}",
});

registerStrings(strings);
