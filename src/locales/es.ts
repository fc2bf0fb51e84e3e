import { registerStrings } from "../ui/language/locale-registry.js";
import type { Strings } from "../ui/language/strings.js";

/** Spanish; avoids choosing between “tú” and “usted”. */
export const strings: Strings = Object.freeze({
  lang: "es",

  "header.heading": "Chat",

  "author.agent": "Agente",
  "author.you": "Yo",
  "author.user": "Invitado",
  "author.system": "Sistema",

  "connection.disconnected": "Sin conexión con el chat",
  "connection.connecting": "Conectando…",
  "connection.live": "Conectado",
  "connection.reconnecting": "Reconectando…",
  "connection.offline": "Sin conexión a internet",
  "connection.unauthorized": "Acceso caducado",
  "connection.closed": "Conversación finalizada",
  "turn.working": "{agent} está trabajando…",
  "turn.awaiting-input": "Esperando respuesta",

  "banner.reconnecting": "Se perdió la conexión. Reconectando…",
  "banner.reconnecting-in": {
    one: "Se perdió la conexión. Nuevo intento en {count} segundo.",
    other: "Se perdió la conexión. Nuevo intento en {count} segundos.",
  },
  "banner.offline": "No hay conexión a internet. Los mensajes se enviarán cuando vuelva.",
  "banner.unauthorized": "El acceso ha caducado. Es necesario iniciar sesión de nuevo.",
  "banner.closed": "Esta conversación ha finalizado.",
  "banner.read-only": "Esta conversación se puede leer, pero no se puede escribir en ella.",

  "delivery.waiting": "Pendiente de envío",
  "delivery.sending": "Enviando…",
  "delivery.sent": "Enviado",
  "delivery.picked-up": "Visto",
  "delivery.failed": "No enviado. {reason}",
  "delivery.unsure": "Es posible que no se haya enviado.",

  "error.config": "Este chat aún no está configurado.",
  "error.endpoint": "No se pudo iniciar el chat.",
  "error.org-key": "Este chat no está bien configurado.",
  "error.network": "No se puede acceder al servidor.",
  "error.unauthorized": "El acceso ha caducado.",
  "error.forbidden": "No hay permiso para hacer esto.",
  "error.insufficient-credits": "Este chat no tiene saldo por ahora.",
  "error.not-found": "No se encuentra esta conversación.",
  "error.closed": "Esta conversación ha finalizado.",
  "error.retired": "Este chat ya no está en servicio.",
  "error.invalid": "El mensaje no fue aceptado.",
  "error.too-large": "El mensaje es demasiado largo.",
  "error.rate-limited": "Demasiados mensajes a la vez. Conviene esperar un momento.",
  "error.server": "El servidor tiene un problema.",
  "error.protocol": "No se entiende la respuesta del servidor.",
  "error.renderer": "Esto no se pudo mostrar.",
  "error.storage": "Los mensajes sin enviar no se pueden guardar en este dispositivo.",
  "error.stale": "Se escribió hace tiempo.",

  "notice.artifact_removed": "Eliminado:",
  "notice.budget_exceeded": "Detenido: se agotó el presupuesto.",
  "notice.canceled": "Detenido.",
  "notice.deadline_exceeded": "Detenido: tardó demasiado.",
  "notice.failed": "{agent} no pudo terminarlo.",
  "notice.insufficient_credits": "{agent} no tiene saldo y no puede responder.",
  "notice.max_turns": "Detenido: se alcanzó el límite de pasos.",
  "notice.needs_input": "{agent} espera una respuesta.",
  "notice.info": "Nota",
  "notice.warning": "Atención",
  "notice.error": "Algo salió mal.",

  "button.send": "Enviar",
  "button.stop": "Detener",
  "button.retry": "Reintentar",
  "button.discard": "Descartar",
  "button.reconnect": "Intentar ahora",
  "button.new-conversation": "Nueva conversación",
  "button.copy": "Copiar",
  "button.copy-code": "Copiar código",
  "button.copied": "Copiado",
  "button.show-more": "Mostrar más",

  "composer.label": "Mensaje",
  "composer.placeholder": "Escribir un mensaje…",

  "transcript.label": "Conversación",
  "transcript.greeting": "¿En qué puedo ayudar?",
  "transcript.prompts": "Sugerencias",
  "transcript.to-end": "Ir al último mensaje",
  "transcript.unread": { one: "{count} mensaje nuevo", other: "{count} mensajes nuevos" },
  "transcript.loading": "Cargando la conversación…",

  "day.today": "Hoy",
  "day.yesterday": "Ayer",

  "card.preview": "Vista previa",
  "card.artifact": "Archivo",
  "card.pull-request": "Pull request",
  "card.source": "Automatización",
  "card.payload": "Detalles",

  "report.checks_completed": "Comprobaciones completadas",
  "report.review_submitted": "Revisión enviada",
  "report.comment": "Comentario",
  "report.merged": "Fusionado",
  "report.closed": "Cerrado",

  "verdict.approved": "Aprobado",
  "verdict.changes-requested": "Cambios solicitados",
  "verdict.failing": "Comprobaciones fallidas",

  "work.steps": { one: "{count} paso", other: "{count} pasos" },
  "work.ok": "Hecho",
  "work.failed": "Error",
  "work.output": "Salida",

  "content.code": "Código",
  "content.table": "Tabla",
  "content.image": "Imagen",
  "content.image-from": "Cargar imagen de {host}",
  "content.image-failed": "No se pudo cargar la imagen",
  "content.not-loaded": "Este mensaje aún no se ha cargado",
  "content.link-host": "lleva a {host}",
  "content.link-new-tab": "se abre en una pestaña nueva",

  "announce.live": "Conectado de nuevo",
  "announce.message": "{author}: {text}",
  "announce.failed": "Mensaje propio: {reason}",
});

registerStrings(strings);
