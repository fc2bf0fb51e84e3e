import { registerStrings } from "../ui/language/locale-registry.js";
import type { Strings } from "../ui/language/strings.js";

/** Portuguese as in Portugal, and in every country but Brazil. */
export const strings: Strings = Object.freeze({
  lang: "pt-PT",

  "header.heading": "Chat",

  "author.agent": "Agente",
  "author.you": "Eu",
  "author.user": "Convidado",
  "author.system": "Sistema",

  "connection.disconnected": "Sem ligação ao chat",
  "connection.connecting": "A ligar…",
  "connection.live": "Ligado",
  "connection.reconnecting": "A restabelecer a ligação…",
  "connection.offline": "Sem Internet",
  "connection.unauthorized": "Acesso expirado",
  "connection.closed": "Conversa terminada",
  "turn.working": "{agent} está a trabalhar…",
  "turn.awaiting-input": "A aguardar a sua resposta",

  "banner.reconnecting": "Ligação perdida. A restabelecer a ligação…",
  "banner.reconnecting-in": {
    one: "Ligação perdida. Nova tentativa dentro de {count} segundo.",
    other: "Ligação perdida. Nova tentativa dentro de {count} segundos.",
  },
  "banner.offline": "Sem Internet. As mensagens serão enviadas quando a ligação voltar.",
  "banner.unauthorized": "O seu acesso expirou. Inicie sessão novamente.",
  "banner.closed": "Esta conversa terminou.",
  "banner.read-only": "Pode ler esta conversa, mas não escrever nela.",

  "delivery.waiting": "A aguardar envio",
  "delivery.sending": "A enviar…",
  "delivery.sent": "Enviada",
  "delivery.picked-up": "Vista",
  "delivery.failed": "Não enviada. {reason}",
  "delivery.unsure": "Pode não ter sido enviada.",

  "error.config": "Este chat ainda não está configurado.",
  "error.endpoint": "Não foi possível iniciar o chat.",
  "error.org-key": "Este chat não está configurado corretamente.",
  "error.network": "Não é possível contactar o servidor.",
  "error.unauthorized": "O seu acesso expirou.",
  "error.forbidden": "Não tem permissão para fazer isto.",
  "error.insufficient-credits": "De momento, este chat não tem créditos.",
  "error.not-found": "Esta conversa não foi encontrada.",
  "error.closed": "Esta conversa terminou.",
  "error.retired": "Este chat já não está em funcionamento.",
  "error.invalid": "A mensagem não foi aceite.",
  "error.too-large": "A mensagem é demasiado longa.",
  "error.rate-limited": "Demasiadas mensagens de uma só vez. Aguarde um momento.",
  "error.server": "O servidor está com um problema.",
  "error.protocol": "Não foi possível compreender a resposta do servidor.",
  "error.renderer": "Não foi possível mostrar isto.",
  "error.storage": "Não é possível guardar neste dispositivo as mensagens por enviar.",
  "error.stale": "Foi escrita há bastante tempo.",

  "notice.artifact_removed": "Removido:",
  "notice.budget_exceeded": "Interrompido: o orçamento esgotou-se.",
  "notice.canceled": "Interrompido.",
  "notice.deadline_exceeded": "Interrompido: demorou demasiado tempo.",
  "notice.failed": "{agent} não conseguiu concluir.",
  "notice.insufficient_credits": "{agent} não tem créditos e não pode responder.",
  "notice.max_turns": "Interrompido: o limite de passos foi atingido.",
  "notice.needs_input": "{agent} aguarda a sua resposta.",
  "notice.info": "Nota",
  "notice.warning": "Atenção",
  "notice.error": "Ocorreu um erro.",

  "button.send": "Enviar",
  "button.stop": "Parar",
  "button.retry": "Tentar novamente",
  "button.discard": "Rejeitar",
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
  "transcript.to-end": "Ir para a mensagem mais recente",
  "transcript.unread": { one: "{count} mensagem nova", other: "{count} mensagens novas" },
  "transcript.loading": "A carregar a conversa…",

  "day.today": "Hoje",
  "day.yesterday": "Ontem",

  "card.preview": "Pré-visualização",
  "card.artifact": "Ficheiro",
  "card.pull-request": "Pull request",
  "card.source": "Automatização",
  "card.payload": "Detalhes",

  "report.checks_completed": "Verificações concluídas",
  "report.review_submitted": "Revisão enviada",
  "report.comment": "Comentário",
  "report.merged": "Integrado",
  "report.closed": "Fechado",

  "verdict.approved": "Aprovado",
  "verdict.changes-requested": "Alterações pedidas",
  "verdict.failing": "Verificações com falhas",

  "work.steps": { one: "{count} passo", other: "{count} passos" },
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
  "content.link-new-tab": "abre num novo separador",

  "announce.live": "Ligado novamente",
  "announce.message": "{author}: {text}",
  "announce.failed": "A sua mensagem: {reason}",
});

registerStrings(strings);
