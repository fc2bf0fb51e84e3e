import { registerStrings } from "../ui/language/locale-registry.js";
import type { Strings } from "../ui/language/strings.js";

/** French; speaks to the reader as “vous”. */
export const strings: Strings = Object.freeze({
  lang: "fr",

  "header.heading": "Discussion",

  "author.agent": "Agent",
  "author.you": "Vous",
  "author.user": "Invité",
  "author.system": "Système",

  "connection.disconnected": "Non connecté",
  "connection.connecting": "Connexion…",
  "connection.live": "Connecté",
  "connection.reconnecting": "Reconnexion…",
  "connection.offline": "Hors ligne",
  "connection.unauthorized": "Accès expiré",
  "connection.closed": "Conversation terminée",
  "turn.working": "{agent} travaille…",
  "turn.awaiting-input": "En attente de votre réponse",

  "banner.reconnecting": "Connexion perdue. Reconnexion en cours…",
  "banner.reconnecting-in": {
    one: "Connexion perdue. Reconnexion dans {count} seconde.",
    other: "Connexion perdue. Reconnexion dans {count} secondes.",
  },
  "banner.offline": "Vous êtes hors ligne. Vos messages seront envoyés à votre retour.",
  "banner.unauthorized": "Votre accès a expiré. Veuillez vous reconnecter.",
  "banner.closed": "Cette conversation est terminée.",
  "banner.read-only": "Vous pouvez lire cette conversation, mais pas y écrire.",

  "delivery.waiting": "En attente d’envoi",
  "delivery.sending": "Envoi…",
  "delivery.sent": "Envoyé",
  "delivery.picked-up": "Vu",
  "delivery.failed": "Non envoyé. {reason}",
  "delivery.unsure": "Ce message n’a peut-être pas été envoyé.",

  "error.config": "Cette discussion n’est pas encore configurée.",
  "error.endpoint": "La discussion n’a pas pu démarrer.",
  "error.org-key": "Cette discussion n’est pas configurée correctement.",
  "error.network": "Le serveur est injoignable.",
  "error.unauthorized": "Votre accès a expiré.",
  "error.forbidden": "Vous n’avez pas l’autorisation nécessaire.",
  "error.insufficient-credits": "Cette discussion n’a plus de crédit pour le moment.",
  "error.not-found": "Cette conversation est introuvable.",
  "error.closed": "Cette conversation est terminée.",
  "error.retired": "Cette discussion n’est plus en service.",
  "error.invalid": "Le message n’a pas été accepté.",
  "error.too-large": "Le message est trop long.",
  "error.rate-limited": "Trop de messages à la fois. Veuillez patienter un instant.",
  "error.server": "Le serveur rencontre un problème.",
  "error.protocol": "La réponse du serveur est incompréhensible.",
  "error.renderer": "Cet élément n’a pas pu être affiché.",
  "error.storage": "Les messages non envoyés ne peuvent pas être conservés sur cet appareil.",
  "error.stale": "Il a été écrit il y a longtemps.",

  "notice.artifact_removed": "Supprimé\u00a0:",
  "notice.budget_exceeded": "Arrêté\u00a0: le budget est épuisé.",
  "notice.canceled": "Arrêté.",
  "notice.deadline_exceeded": "Arrêté\u00a0: cela a pris trop de temps.",
  "notice.failed": "{agent} n’a pas pu terminer.",
  "notice.insufficient_credits": "{agent} n’a plus de crédit et ne peut pas répondre.",
  "notice.max_turns": "Arrêté\u00a0: la limite d’étapes est atteinte.",
  "notice.needs_input": "{agent} attend votre réponse.",
  "notice.info": "Remarque",
  "notice.warning": "Attention",
  "notice.error": "Une erreur s’est produite.",

  "button.send": "Envoyer",
  "button.stop": "Arrêter",
  "button.retry": "Réessayer",
  "button.discard": "Abandonner",
  "button.reconnect": "Réessayer maintenant",
  "button.new-conversation": "Nouvelle conversation",
  "button.copy": "Copier",
  "button.copy-code": "Copier le code",
  "button.copied": "Copié",
  "button.show-more": "Afficher plus",

  "composer.label": "Message",
  "composer.placeholder": "Écrivez un message…",

  "transcript.label": "Conversation",
  "transcript.greeting": "Comment puis-je vous aider\u00a0?",
  "transcript.prompts": "Suggestions",
  "transcript.to-end": "Aller au dernier message",
  "transcript.unread": { one: "{count} nouveau message", other: "{count} nouveaux messages" },
  "transcript.loading": "Chargement de la conversation…",

  "day.today": "Aujourd’hui",
  "day.yesterday": "Hier",

  "card.preview": "Aperçu",
  "card.artifact": "Fichier",
  "card.pull-request": "Pull request",
  "card.source": "Automatisation",
  "card.payload": "Détails",

  "report.checks_completed": "Vérifications terminées",
  "report.review_submitted": "Revue envoyée",
  "report.comment": "Commentaire",
  "report.merged": "Fusionné",
  "report.closed": "Fermé",

  "verdict.approved": "Approuvé",
  "verdict.changes-requested": "Modifications demandées",
  "verdict.failing": "Vérifications en échec",

  "work.steps": { one: "{count} étape", other: "{count} étapes" },
  "work.ok": "Terminé",
  "work.failed": "Échec",
  "work.output": "Sortie",

  "content.code": "Code",
  "content.table": "Tableau",
  "content.image": "Image",
  "content.image-from": "Charger l’image depuis {host}",
  "content.image-failed": "L’image n’a pas pu être chargée",
  "content.not-loaded": "Ce message n’est pas encore chargé",
  "content.link-host": "mène à {host}",
  "content.link-new-tab": "s’ouvre dans un nouvel onglet",

  "announce.live": "De nouveau connecté",
  "announce.message": "{author}\u00a0: {text}",
  "announce.failed": "Votre message\u00a0: {reason}",
});

registerStrings(strings);
