import { registerStrings } from "../ui/language/locale-registry.js";
import type { Strings } from "../ui/language/strings.js";

/** Russian. */
export const strings: Strings = Object.freeze({
  lang: "ru",

  "header.heading": "Чат",

  "author.agent": "Агент",
  "author.you": "Вы",
  "author.user": "Гость",
  "author.system": "Система",

  "connection.disconnected": "Нет соединения с чатом",
  "connection.connecting": "Соединение…",
  "connection.live": "Соединение установлено",
  "connection.reconnecting": "Восстановление соединения…",
  "connection.offline": "Нет сети",
  "connection.unauthorized": "Срок доступа истёк",
  "connection.closed": "Разговор завершён",
  "turn.working": "{agent} работает…",
  "turn.awaiting-input": "Ожидание вашего ответа",

  "banner.reconnecting": "Соединение потеряно. Восстановление…",
  "banner.reconnecting-in": {
    one: "Соединение потеряно. Новая попытка через {count} секунду.",
    few: "Соединение потеряно. Новая попытка через {count} секунды.",
    many: "Соединение потеряно. Новая попытка через {count} секунд.",
    other: "Соединение потеряно. Новая попытка через {count} секунды.",
  },
  "banner.offline": "Нет сети. Сообщения будут отправлены, когда она появится.",
  "banner.unauthorized": "Срок вашего доступа истёк. Войдите снова.",
  "banner.closed": "Этот разговор завершён.",
  "banner.read-only": "Вы можете читать этот разговор, но не писать в нём.",

  "delivery.waiting": "Ожидает отправки",
  "delivery.sending": "Отправка…",
  "delivery.sent": "Отправлено",
  "delivery.picked-up": "Просмотрено",
  "delivery.failed": "Не отправлено. {reason}",
  "delivery.unsure": "Возможно, сообщение не отправлено.",

  "error.config": "Этот чат ещё не настроен.",
  "error.endpoint": "Не удалось начать чат.",
  "error.org-key": "Этот чат настроен неправильно.",
  "error.network": "Сервер недоступен.",
  "error.unauthorized": "Срок вашего доступа истёк.",
  "error.forbidden": "У вас нет на это разрешения.",
  "error.insufficient-credits": "Средства этого чата сейчас исчерпаны.",
  "error.not-found": "Этот разговор не найден.",
  "error.closed": "Этот разговор завершён.",
  "error.retired": "Этот чат больше не работает.",
  "error.invalid": "Сообщение не принято.",
  "error.too-large": "Сообщение слишком длинное.",
  "error.rate-limited": "Слишком много сообщений сразу. Подождите немного.",
  "error.server": "На сервере произошла ошибка.",
  "error.protocol": "Ответ сервера непонятен.",
  "error.renderer": "Не удалось это показать.",
  "error.storage": "Неотправленные сообщения нельзя сохранить на этом устройстве.",
  "error.stale": "Оно было написано давно.",

  "notice.artifact_removed": "Удалено:",
  "notice.budget_exceeded": "Остановлено: бюджет исчерпан.",
  "notice.canceled": "Остановлено.",
  "notice.deadline_exceeded": "Остановлено: это заняло слишком много времени.",
  "notice.failed": "{agent}: не удалось завершить.",
  "notice.insufficient_credits": "{agent}: средства исчерпаны, ответ невозможен.",
  "notice.max_turns": "Остановлено: достигнут предел числа шагов.",
  "notice.needs_input": "{agent} ждёт вашего ответа.",
  "notice.info": "Примечание",
  "notice.warning": "Обратите внимание",
  "notice.error": "Что-то пошло не так.",

  "button.send": "Отправить",
  "button.stop": "Остановить",
  "button.retry": "Повторить",
  "button.discard": "Отбросить",
  "button.reconnect": "Попробовать сейчас",
  "button.new-conversation": "Новый разговор",
  "button.copy": "Копировать",
  "button.copy-code": "Копировать код",
  "button.copied": "Скопировано",
  "button.show-more": "Показать ещё",

  "composer.label": "Сообщение",
  "composer.placeholder": "Напишите сообщение…",

  "transcript.label": "Разговор",
  "transcript.greeting": "Чем могу помочь?",
  "transcript.prompts": "Подсказки",
  "transcript.to-end": "К последнему сообщению",
  "transcript.unread": {
    one: "{count} новое сообщение",
    few: "{count} новых сообщения",
    many: "{count} новых сообщений",
    other: "{count} нового сообщения",
  },
  "transcript.loading": "Загрузка разговора…",

  "day.today": "Сегодня",
  "day.yesterday": "Вчера",

  "card.preview": "Предпросмотр",
  "card.artifact": "Файл",
  "card.pull-request": "Запрос на слияние",
  "card.source": "Автоматизация",
  "card.payload": "Подробности",

  "report.checks_completed": "Проверки завершены",
  "report.review_submitted": "Отправлена рецензия",
  "report.comment": "Комментарий",
  "report.merged": "Слито",
  "report.closed": "Закрыто",

  "verdict.approved": "Одобрено",
  "verdict.changes-requested": "Запрошены изменения",
  "verdict.failing": "Непройденные проверки",

  "work.steps": { one: "{count} шаг", few: "{count} шага", many: "{count} шагов", other: "{count} шага" },
  "work.ok": "Готово",
  "work.failed": "Не удалось",
  "work.output": "Вывод",

  "content.code": "Код",
  "content.table": "Таблица",
  "content.image": "Изображение",
  "content.image-from": "Загрузить изображение с {host}",
  "content.image-failed": "Не удалось загрузить изображение",
  "content.not-loaded": "Это сообщение ещё не загружено",
  "content.link-host": "ведёт на {host}",
  "content.link-new-tab": "откроется в новой вкладке",

  "announce.live": "Соединение восстановлено",
  "announce.message": "{author}: {text}",
  "announce.failed": "Ваше сообщение: {reason}",
});

registerStrings(strings);
