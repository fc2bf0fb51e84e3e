import { registerStrings } from "../ui/language/locale-registry.js";
import type { Strings } from "../ui/language/strings.js";

/** Portuguese as in Brazil. */
export const strings: Strings = Object.freeze({
  lang: "pt",

  "header.heading": "Chat",

  "author.agent": "Agente",
  "author.you": "Você",
  "author.user": "Convidado",
  "author.system": "Sistema",

  "connection.disconnected": "Não conectado",
  "connection.connecting": "Conectando…",
  "connection.live": "Conectado",
  "connection.reconnecting": "Reconectando…",
  "connection.offline": "Sem internet",
  "connection.unauthorized": "Acesso expirado",
  "connection.closed": "Conversa encerrada",
  "turn.working": "{agent} está trabalhando…",
  "turn.awaiting-input": "À espera da sua resposta",

  "banner.reconnecting": "Conexão perdida. Reconectando…",
  "banner.reconnecting-in": {
    one: "Conexão perdida. Nova tentativa em {count} segundo.",
    other: "Conexão perdida. Nova tentativa em {count} segundos.",
  },
  "banner.offline": "Sem internet. As mensagens serão enviadas quando a conexão voltar.",
  "banner.unauthorized": "O seu acesso expirou. Inicie a sessão novamente.",
  "banner.closed": "Esta conversa foi encerrada.",
  "banner.read-only": "É possível ler esta conversa, mas não escrever nela.",

  "delivery.waiting": "Aguardando envio",
  "delivery.sending": "Enviando…",
  "delivery.sent": "Enviada",
  "delivery.picked-up": "Vista",
  "delivery.failed": "Não enviada. {reason}",
  "delivery.unsure": "Talvez não tenha sido enviada.",

  "error.config": "Este chat ainda não está configurado.",
  "error.endpoint": "Não foi possível iniciar o chat.",
  "error.org-key": "Este chat não está configurado corretamente.",
  "error.network": "Não é possível acessar o servidor.",
  "error.unauthorized": "O seu acesso expirou.",
  "error.forbidden": "Você não tem permissão para isso.",
  "error.insufficient-credits": "Este chat está sem créditos no momento.",
  "error.not-found": "Esta conversa não foi encontrada.",
  "error.closed": "Esta conversa foi encerrada.",
  "error.retired": "Este chat não está mais em funcionamento.",
  "error.invalid": "A mensagem não foi aceita.",
  "error.too-large": "A mensagem é longa demais.",
  "error.rate-limited": "Mensagens demais de uma vez. Aguarde um momento.",
  "error.server": "O servidor está com um problema.",
  "error.protocol": "A resposta do servidor não faz sentido.",
  "error.renderer": "Não foi possível mostrar isto.",
  "error.storage": "Mensagens não enviadas não podem ser guardadas neste dispositivo.",
  "error.stale": "Ela foi escrita há bastante tempo.",

  "notice.artifact_removed": "Removido:",
  "notice.budget_exceeded": "Interrompido: o orçamento acabou.",
  "notice.canceled": "Interrompido.",
  "notice.deadline_exceeded": "Interrompido: demorou demais.",
  "notice.failed": "{agent} não conseguiu concluir.",
  "notice.insufficient_credits": "{agent} está sem créditos e não pode responder.",
  "notice.max_turns": "Interrompido: o limite de etapas foi atingido.",
  "notice.needs_input": "{agent} espera a sua resposta.",
  "notice.info": "Nota",
  "notice.warning": "Atenção",
  "notice.error": "Algo deu errado.",

  "button.send": "Enviar",
  "button.stop": "Parar",
  "button.retry": "Tentar de novo",
  "button.discard": "Descartar",
  "button.reconnect": "Tentar agora",
  "button.new-conversation": "Nova conversa",
  "button.copy": "Copiar",
  "button.copy-code": "Copiar código",
  "button.copied": "Copiado",
  "button.show-more": "Mostrar mais",

  "composer.label": "Mensagem",
  "composer.placeholder": "Escreva uma mensagem…",

  "transcript.label": "Conversa",
  "transcript.greeting": "Como posso ajudar?",
  "transcript.prompts": "Sugestões",
  "transcript.to-end": "Ir para a última mensagem",
  "transcript.unread": { one: "{count} mensagem nova", other: "{count} mensagens novas" },
  "transcript.loading": "Carregando a conversa…",

  "day.today": "Hoje",
  "day.yesterday": "Ontem",

  "card.preview": "Prévia",
  "card.artifact": "Arquivo",
  "card.pull-request": "Pull request",
  "card.source": "Automação",
  "card.payload": "Detalhes",

  "report.checks_completed": "Verificações concluídas",
  "report.review_submitted": "Revisão enviada",
  "report.comment": "Comentário",
  "report.merged": "Mesclado",
  "report.closed": "Fechado",

  "verdict.approved": "Aprovado",
  "verdict.changes-requested": "Alterações solicitadas",
  "verdict.failing": "Verificações com falha",

  "work.steps": { one: "{count} etapa", other: "{count} etapas" },
  "work.ok": "Concluído",
  "work.failed": "Falhou",
  "work.output": "Saída",

  "content.code": "Código",
  "content.table": "Tabela",
  "content.image": "Imagem",
  "content.image-from": "Carregar imagem de {host}",
  "content.image-failed": "Não foi possível carregar a imagem",
  "content.not-loaded": "Esta mensagem ainda não foi carregada",
  "content.link-host": "leva a {host}",
  "content.link-new-tab": "abre em uma nova aba",

  "announce.live": "Conectado novamente",
  "announce.message": "{author}: {text}",
  "announce.failed": "A sua mensagem: {reason}",
});

registerStrings(strings);
