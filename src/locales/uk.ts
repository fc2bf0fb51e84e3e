import { registerStrings } from "../ui/language/locale-registry.js";
import type { Strings } from "../ui/language/strings.js";

/** Ukrainian. */
export const strings: Strings = Object.freeze({
  lang: "uk",

  "header.heading": "Чат",

  "author.agent": "Агент",
  "author.you": "Ви",
  "author.user": "Гість",
  "author.system": "Система",

  "connection.disconnected": "Не під’єднано",
  "connection.connecting": "Під’єднання…",
  "connection.live": "Під’єднано",
  "connection.reconnecting": "Відновлення з’єднання…",
  "connection.offline": "Немає мережі",
  "connection.unauthorized": "Термін доступу минув",
  "connection.closed": "Розмову завершено",
  "turn.working": "{agent} працює…",
  "turn.awaiting-input": "Очікування вашої відповіді",

  "banner.reconnecting": "З’єднання втрачено. Відновлення…",
  "banner.reconnecting-in": {
    one: "З’єднання втрачено. Нова спроба через {count} секунду.",
    few: "З’єднання втрачено. Нова спроба через {count} секунди.",
    many: "З’єднання втрачено. Нова спроба через {count} секунд.",
    other: "З’єднання втрачено. Нова спроба через {count} секунди.",
  },
  "banner.offline": "Немає мережі. Повідомлення буде надіслано, коли вона з’явиться.",
  "banner.unauthorized": "Термін вашого доступу минув. Увійдіть знову.",
  "banner.closed": "Цю розмову завершено.",
  "banner.read-only": "Ви можете читати цю розмову, але не писати в ній.",

  "delivery.waiting": "Очікує надсилання",
  "delivery.sending": "Надсилання…",
  "delivery.sent": "Надіслано",
  "delivery.picked-up": "Переглянуто",
  "delivery.failed": "Не надіслано. {reason}",
  "delivery.unsure": "Можливо, повідомлення не надіслано.",

  "error.config": "Цей чат ще не налаштовано.",
  "error.endpoint": "Не вдалося розпочати чат.",
  "error.org-key": "Цей чат налаштовано неправильно.",
  "error.network": "Сервер недоступний.",
  "error.unauthorized": "Термін вашого доступу минув.",
  "error.forbidden": "У вас немає на це дозволу.",
  "error.insufficient-credits": "Кошти цього чату наразі вичерпано.",
  "error.not-found": "Цю розмову не знайдено.",
  "error.closed": "Цю розмову завершено.",
  "error.retired": "Цей чат більше не працює.",
  "error.invalid": "Повідомлення не прийнято.",
  "error.too-large": "Повідомлення задовге.",
  "error.rate-limited": "Забагато повідомлень одразу. Зачекайте трохи.",
  "error.server": "На сервері сталася помилка.",
  "error.protocol": "Відповідь сервера незрозуміла.",
  "error.renderer": "Не вдалося це показати.",
  "error.storage": "Ненадіслані повідомлення не можна зберегти на цьому пристрої.",
  "error.stale": "Його написано давно.",

  "notice.artifact_removed": "Вилучено:",
  "notice.budget_exceeded": "Зупинено: бюджет вичерпано.",
  "notice.canceled": "Зупинено.",
  "notice.deadline_exceeded": "Зупинено: це тривало задовго.",
  "notice.failed": "{agent}: не вдалося завершити.",
  "notice.insufficient_credits": "{agent}: кошти вичерпано, відповідь неможлива.",
  "notice.max_turns": "Зупинено: досягнуто межі кроків.",
  "notice.needs_input": "{agent} чекає на вашу відповідь.",
  "notice.info": "Примітка",
  "notice.warning": "Зверніть увагу",
  "notice.error": "Щось пішло не так.",

  "button.send": "Надіслати",
  "button.stop": "Зупинити",
  "button.retry": "Спробувати знову",
  "button.discard": "Відкинути",
  "button.reconnect": "Спробувати зараз",
  "button.new-conversation": "Нова розмова",
  "button.copy": "Копіювати",
  "button.copy-code": "Копіювати код",
  "button.copied": "Скопійовано",
  "button.show-more": "Показати більше",

  "composer.label": "Повідомлення",
  "composer.placeholder": "Напишіть повідомлення…",

  "transcript.label": "Розмова",
  "transcript.greeting": "Чим можу допомогти?",
  "transcript.prompts": "Пропозиції",
  "transcript.to-end": "До найновішого повідомлення",
  "transcript.unread": {
    one: "{count} нове повідомлення",
    few: "{count} нові повідомлення",
    many: "{count} нових повідомлень",
    other: "{count} нового повідомлення",
  },
  "transcript.loading": "Завантаження розмови…",

  "day.today": "Сьогодні",
  "day.yesterday": "Учора",

  "card.preview": "Попередній перегляд",
  "card.artifact": "Файл",
  "card.pull-request": "Запит на злиття",
  "card.source": "Автоматизація",
  "card.payload": "Подробиці",

  "report.checks_completed": "Перевірки завершено",
  "report.review_submitted": "Надіслано рецензію",
  "report.comment": "Коментар",
  "report.merged": "Злито",
  "report.closed": "Закрито",

  "verdict.approved": "Схвалено",
  "verdict.changes-requested": "Потрібні зміни",
  "verdict.failing": "Непройдені перевірки",

  "work.steps": { one: "{count} крок", few: "{count} кроки", many: "{count} кроків", other: "{count} кроку" },
  "work.ok": "Готово",
  "work.failed": "Не вдалося",
  "work.output": "Вивід",

  "content.code": "Код",
  "content.table": "Таблиця",
  "content.image": "Зображення",
  "content.image-from": "Завантажити зображення з {host}",
  "content.image-failed": "Не вдалося завантажити зображення",
  "content.not-loaded": "Це повідомлення ще не завантажено",
  "content.link-host": "веде на {host}",
  "content.link-new-tab": "відкривається в новій вкладці",

  "announce.live": "Знову під’єднано",
  "announce.message": "{author}: {text}",
  "announce.failed": "Ваше повідомлення: {reason}",
});

registerStrings(strings);
