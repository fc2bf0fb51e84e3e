import { registerStrings } from "../ui/language/locale-registry.js";
import type { Strings } from "../ui/language/strings.js";

/** Italian; avoids choosing between “tu” and “Lei”. */
export const strings: Strings = Object.freeze({
  lang: "it",

  "header.heading": "Chat",

  "author.agent": "Agente",
  "author.you": "Io",
  "author.user": "Ospite",
  "author.system": "Sistema",

  "connection.disconnected": "Non connesso",
  "connection.connecting": "Connessione in corso…",
  "connection.live": "Connesso",
  "connection.reconnecting": "Riconnessione in corso…",
  "connection.offline": "Offline",
  "connection.unauthorized": "Accesso scaduto",
  "connection.closed": "Conversazione terminata",
  "turn.working": "{agent} è al lavoro…",
  "turn.awaiting-input": "In attesa di una risposta",

  "banner.reconnecting": "Connessione persa. Riconnessione in corso…",
  "banner.reconnecting-in": {
    one: "Connessione persa. Nuovo tentativo tra {count} secondo.",
    other: "Connessione persa. Nuovo tentativo tra {count} secondi.",
  },
  "banner.offline": "Nessuna connessione. I messaggi saranno inviati appena torna la rete.",
  "banner.unauthorized": "L’accesso è scaduto. È necessario accedere di nuovo.",
  "banner.closed": "Questa conversazione è terminata.",
  "banner.read-only": "Questa conversazione si può leggere, ma non vi si può scrivere.",

  "delivery.waiting": "In attesa di invio",
  "delivery.sending": "Invio in corso…",
  "delivery.sent": "Inviato",
  "delivery.picked-up": "Visto",
  "delivery.failed": "Non inviato. {reason}",
  "delivery.unsure": "Il messaggio potrebbe non essere stato inviato.",

  "error.config": "Questa chat non è ancora configurata.",
  "error.endpoint": "Impossibile avviare la chat.",
  "error.org-key": "Questa chat non è configurata correttamente.",
  "error.network": "Il server non è raggiungibile.",
  "error.unauthorized": "L’accesso è scaduto.",
  "error.forbidden": "Manca l’autorizzazione necessaria.",
  "error.insufficient-credits": "Il credito di questa chat è al momento esaurito.",
  "error.not-found": "Questa conversazione non è stata trovata.",
  "error.closed": "Questa conversazione è terminata.",
  "error.retired": "Questa chat non è più in servizio.",
  "error.invalid": "Il messaggio non è stato accettato.",
  "error.too-large": "Il messaggio è troppo lungo.",
  "error.rate-limited": "Troppi messaggi in una volta. Attendere un momento.",
  "error.server": "Il server ha un problema.",
  "error.protocol": "La risposta del server non è comprensibile.",
  "error.renderer": "Impossibile mostrare questo contenuto.",
  "error.storage": "I messaggi non inviati non possono essere conservati su questo dispositivo.",
  "error.stale": "È stato scritto molto tempo fa.",

  "notice.artifact_removed": "Rimosso:",
  "notice.budget_exceeded": "Interrotto: il budget è esaurito.",
  "notice.canceled": "Interrotto.",
  "notice.deadline_exceeded": "Interrotto: ha richiesto troppo tempo.",
  "notice.failed": "{agent} non è riuscito a completare.",
  "notice.insufficient_credits": "{agent} ha esaurito il credito e non può rispondere.",
  "notice.max_turns": "Interrotto: raggiunto il limite di passaggi.",
  "notice.needs_input": "{agent} attende una risposta.",
  "notice.info": "Nota",
  "notice.warning": "Attenzione",
  "notice.error": "Qualcosa è andato storto.",

  "button.send": "Invia",
  "button.stop": "Interrompi",
  "button.retry": "Riprova",
  "button.discard": "Scarta",
  "button.reconnect": "Prova adesso",
  "button.new-conversation": "Nuova conversazione",
  "button.copy": "Copia",
  "button.copy-code": "Copia codice",
  "button.copied": "Copiato",
  "button.show-more": "Mostra altro",

  "composer.label": "Messaggio",
  "composer.placeholder": "Scrivi un messaggio…",

  "transcript.label": "Conversazione",
  "transcript.greeting": "Come posso aiutare?",
  "transcript.prompts": "Suggerimenti",
  "transcript.to-end": "Vai all’ultimo messaggio",
  "transcript.unread": { one: "{count} nuovo messaggio", other: "{count} nuovi messaggi" },
  "transcript.loading": "Caricamento della conversazione…",

  "day.today": "Oggi",
  "day.yesterday": "Ieri",

  "card.preview": "Anteprima",
  "card.artifact": "File",
  "card.pull-request": "Pull request",
  "card.source": "Automazione",
  "card.payload": "Dettagli",

  "report.checks_completed": "Controlli completati",
  "report.review_submitted": "Revisione inviata",
  "report.comment": "Commento",
  "report.merged": "Unito",
  "report.closed": "Chiuso",

  "verdict.approved": "Approvato",
  "verdict.changes-requested": "Modifiche richieste",
  "verdict.failing": "Controlli non riusciti",

  "work.steps": { one: "{count} passaggio", other: "{count} passaggi" },
  "work.ok": "Fatto",
  "work.failed": "Non riuscito",
  "work.output": "Output",

  "content.code": "Codice",
  "content.table": "Tabella",
  "content.image": "Immagine",
  "content.image-from": "Carica immagine da {host}",
  "content.image-failed": "Impossibile caricare l’immagine",
  "content.not-loaded": "Questo messaggio non è ancora stato caricato",
  "content.link-host": "porta a {host}",
  "content.link-new-tab": "si apre in una nuova scheda",

  "announce.live": "Di nuovo connesso",
  "announce.message": "{author}: {text}",
  "announce.failed": "Messaggio proprio: {reason}",
});

registerStrings(strings);
