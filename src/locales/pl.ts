import { registerStrings } from "../ui/language/locale-registry.js";
import type { Strings } from "../ui/language/strings.js";

/** Polish; avoids forms that depend on the reader's gender. */
export const strings: Strings = Object.freeze({
  lang: "pl",

  "header.heading": "Czat",

  "author.agent": "Agent",
  "author.you": "Ty",
  "author.user": "Gość",
  "author.system": "System",

  "connection.disconnected": "Brak połączenia z czatem",
  "connection.connecting": "Łączenie…",
  "connection.live": "Połączono",
  "connection.reconnecting": "Ponowne łączenie…",
  "connection.offline": "Offline",
  "connection.unauthorized": "Dostęp wygasł",
  "connection.closed": "Rozmowa zakończona",
  "turn.working": "{agent} pracuje…",
  "turn.awaiting-input": "Oczekiwanie na odpowiedź",

  "banner.reconnecting": "Utracono połączenie. Ponowne łączenie…",
  "banner.reconnecting-in": {
    one: "Utracono połączenie. Ponowna próba za {count} sekundę.",
    few: "Utracono połączenie. Ponowna próba za {count} sekundy.",
    many: "Utracono połączenie. Ponowna próba za {count} sekund.",
    other: "Utracono połączenie. Ponowna próba za {count} sekundy.",
  },
  "banner.offline": "Brak internetu. Wiadomości zostaną wysłane po odzyskaniu połączenia.",
  "banner.unauthorized": "Dostęp wygasł. Zaloguj się ponownie.",
  "banner.closed": "Ta rozmowa jest zakończona.",
  "banner.read-only": "Możesz czytać tę rozmowę, ale nie możesz w niej pisać.",

  "delivery.waiting": "Czeka na wysłanie",
  "delivery.sending": "Wysyłanie…",
  "delivery.sent": "Wysłano",
  "delivery.picked-up": "Wyświetlono",
  "delivery.failed": "Nie wysłano. {reason}",
  "delivery.unsure": "Wiadomość mogła nie zostać wysłana.",

  "error.config": "Ten czat nie jest jeszcze skonfigurowany.",
  "error.endpoint": "Nie udało się uruchomić czatu.",
  "error.org-key": "Ten czat jest źle skonfigurowany.",
  "error.network": "Serwer jest nieosiągalny.",
  "error.unauthorized": "Dostęp wygasł.",
  "error.forbidden": "Brak uprawnień do tej czynności.",
  "error.insufficient-credits": "Na tym czacie skończyły się obecnie środki.",
  "error.not-found": "Nie znaleziono tej rozmowy.",
  "error.closed": "Ta rozmowa jest zakończona.",
  "error.retired": "Ten czat nie jest już dostępny.",
  "error.invalid": "Wiadomość nie została przyjęta.",
  "error.too-large": "Wiadomość jest za długa.",
  "error.rate-limited": "Za dużo wiadomości naraz. Poczekaj chwilę.",
  "error.server": "Serwer ma problem.",
  "error.protocol": "Odpowiedź serwera jest niezrozumiała.",
  "error.renderer": "Nie udało się tego wyświetlić.",
  "error.storage": "Niewysłanych wiadomości nie można przechować na tym urządzeniu.",
  "error.stale": "Napisano ją dawno temu.",

  "notice.artifact_removed": "Usunięto:",
  "notice.budget_exceeded": "Zatrzymano: budżet się wyczerpał.",
  "notice.canceled": "Zatrzymano.",
  "notice.deadline_exceeded": "Zatrzymano: trwało to zbyt długo.",
  "notice.failed": "{agent}: nie udało się tego dokończyć.",
  "notice.insufficient_credits": "{agent}: brak środków, odpowiedź nie jest możliwa.",
  "notice.max_turns": "Zatrzymano: osiągnięto limit kroków.",
  "notice.needs_input": "{agent} czeka na odpowiedź.",
  "notice.info": "Informacja",
  "notice.warning": "Uwaga",
  "notice.error": "Coś poszło nie tak.",

  "button.send": "Wyślij",
  "button.stop": "Zatrzymaj",
  "button.retry": "Spróbuj ponownie",
  "button.discard": "Odrzuć",
  "button.reconnect": "Spróbuj teraz",
  "button.new-conversation": "Nowa rozmowa",
  "button.copy": "Kopiuj",
  "button.copy-code": "Kopiuj kod",
  "button.copied": "Skopiowano",
  "button.show-more": "Pokaż więcej",

  "composer.label": "Wiadomość",
  "composer.placeholder": "Napisz wiadomość…",

  "transcript.label": "Rozmowa",
  "transcript.greeting": "W czym mogę pomóc?",
  "transcript.prompts": "Propozycje",
  "transcript.to-end": "Przejdź do najnowszej wiadomości",
  "transcript.unread": {
    one: "{count} nowa wiadomość",
    few: "{count} nowe wiadomości",
    many: "{count} nowych wiadomości",
    other: "{count} nowej wiadomości",
  },
  "transcript.loading": "Wczytywanie rozmowy…",

  "day.today": "Dzisiaj",
  "day.yesterday": "Wczoraj",

  "card.preview": "Podgląd",
  "card.artifact": "Plik",
  "card.pull-request": "Pull request",
  "card.source": "Automatyzacja",
  "card.payload": "Szczegóły",

  "report.checks_completed": "Testy zakończone",
  "report.review_submitted": "Przesłano recenzję",
  "report.comment": "Komentarz",
  "report.merged": "Scalono",
  "report.closed": "Zamknięto",

  "verdict.approved": "Zatwierdzono",
  "verdict.changes-requested": "Poproszono o zmiany",
  "verdict.failing": "Nieudane testy",

  "work.steps": { one: "{count} krok", few: "{count} kroki", many: "{count} kroków", other: "{count} kroku" },
  "work.ok": "Gotowe",
  "work.failed": "Niepowodzenie",
  "work.output": "Wynik",

  "content.code": "Kod",
  "content.table": "Tabela",
  "content.image": "Obraz",
  "content.image-from": "Wczytaj obraz z {host}",
  "content.image-failed": "Nie udało się wczytać obrazu",
  "content.not-loaded": "Ta wiadomość nie została jeszcze wczytana",
  "content.link-host": "prowadzi do {host}",
  "content.link-new-tab": "otwiera się w nowej karcie",

  "announce.live": "Połączono ponownie",
  "announce.message": "{author}: {text}",
  "announce.failed": "Twoja wiadomość: {reason}",
});

registerStrings(strings);
