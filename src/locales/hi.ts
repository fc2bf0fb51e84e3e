import { registerStrings } from "../ui/language/locale-registry.js";
import type { Strings } from "../ui/language/strings.js";

/** Hindi. */
export const strings: Strings = Object.freeze({
  lang: "hi",

  "header.heading": "चैट",

  "author.agent": "एजेंट",
  "author.you": "आप",
  "author.user": "अतिथि",
  "author.system": "सिस्टम",

  "connection.disconnected": "कनेक्ट नहीं है",
  "connection.connecting": "कनेक्ट हो रहा है…",
  "connection.live": "कनेक्ट है",
  "connection.reconnecting": "फिर से कनेक्ट हो रहा है…",
  "connection.offline": "ऑफ़लाइन",
  "connection.unauthorized": "एक्सेस समाप्त हो गया",
  "connection.closed": "बातचीत समाप्त",
  "turn.working": "{agent} काम कर रहा है…",
  "turn.awaiting-input": "आपके जवाब की प्रतीक्षा है",

  "banner.reconnecting": "कनेक्शन टूट गया। फिर से कनेक्ट हो रहा है…",
  "banner.reconnecting-in": {
    one: "कनेक्शन टूट गया। {count} सेकंड में फिर से कनेक्ट होगा।",
    other: "कनेक्शन टूट गया। {count} सेकंड में फिर से कनेक्ट होगा।",
  },
  "banner.offline": "आप ऑफ़लाइन हैं। कनेक्शन लौटने पर संदेश भेजे जाएँगे।",
  "banner.unauthorized": "आपका एक्सेस समाप्त हो गया है। कृपया फिर से साइन इन करें।",
  "banner.closed": "यह बातचीत समाप्त हो चुकी है।",
  "banner.read-only": "आप यह बातचीत पढ़ सकते हैं, पर इसमें लिख नहीं सकते।",

  "delivery.waiting": "भेजे जाने की प्रतीक्षा में",
  "delivery.sending": "भेजा जा रहा है…",
  "delivery.sent": "भेजा गया",
  "delivery.picked-up": "देखा गया",
  "delivery.failed": "नहीं भेजा गया। {reason}",
  "delivery.unsure": "हो सकता है कि यह नहीं भेजा गया हो।",

  "error.config": "यह चैट अभी सेट अप नहीं की गई है।",
  "error.endpoint": "चैट शुरू नहीं हो सकी।",
  "error.org-key": "यह चैट सही तरह से सेट अप नहीं है।",
  "error.network": "सर्वर से संपर्क नहीं हो पा रहा है।",
  "error.unauthorized": "आपका एक्सेस समाप्त हो गया है।",
  "error.forbidden": "आपको इसकी अनुमति नहीं है।",
  "error.insufficient-credits": "इस चैट का क्रेडिट फ़िलहाल समाप्त है।",
  "error.not-found": "यह बातचीत नहीं मिली।",
  "error.closed": "यह बातचीत समाप्त हो चुकी है।",
  "error.retired": "यह चैट अब सेवा में नहीं है।",
  "error.invalid": "संदेश स्वीकार नहीं किया गया।",
  "error.too-large": "संदेश बहुत लंबा है।",
  "error.rate-limited": "एक साथ बहुत सारे संदेश। कृपया थोड़ा रुकें।",
  "error.server": "सर्वर में समस्या है।",
  "error.protocol": "सर्वर का जवाब समझ में नहीं आया।",
  "error.renderer": "इसे दिखाया नहीं जा सका।",
  "error.storage": "न भेजे गए संदेश इस डिवाइस पर रखे नहीं जा सकते।",
  "error.stale": "इसे काफ़ी समय पहले लिखा गया था।",

  "notice.artifact_removed": "हटाया गया:",
  "notice.budget_exceeded": "रोका गया: बजट समाप्त हो गया।",
  "notice.canceled": "रोका गया।",
  "notice.deadline_exceeded": "रोका गया: बहुत समय लग गया।",
  "notice.failed": "{agent} इसे पूरा नहीं कर सका।",
  "notice.insufficient_credits": "{agent} का क्रेडिट समाप्त है, जवाब नहीं दिया जा सकता।",
  "notice.max_turns": "रोका गया: चरणों की सीमा पूरी हो गई।",
  "notice.needs_input": "{agent} आपके जवाब की प्रतीक्षा में है।",
  "notice.info": "सूचना",
  "notice.warning": "कृपया ध्यान दें",
  "notice.error": "कुछ गड़बड़ हो गई।",

  "button.send": "भेजें",
  "button.stop": "रोकें",
  "button.retry": "फिर से कोशिश करें",
  "button.discard": "हटाएँ",
  "button.reconnect": "अभी कोशिश करें",
  "button.new-conversation": "नई बातचीत",
  "button.copy": "कॉपी करें",
  "button.copy-code": "कोड कॉपी करें",
  "button.copied": "कॉपी हो गया",
  "button.show-more": "और दिखाएँ",

  "composer.label": "संदेश",
  "composer.placeholder": "संदेश लिखें…",

  "transcript.label": "बातचीत",
  "transcript.greeting": "मैं आपकी क्या मदद कर सकता हूँ?",
  "transcript.prompts": "सुझाव",
  "transcript.to-end": "नवीनतम संदेश पर जाएँ",
  "transcript.unread": { one: "{count} नया संदेश", other: "{count} नए संदेश" },
  "transcript.loading": "बातचीत लोड हो रही है…",

  "day.today": "आज",
  "day.yesterday": "कल",

  "card.preview": "पूर्वावलोकन",
  "card.artifact": "फ़ाइल",
  "card.pull-request": "पुल रिक्वेस्ट",
  "card.source": "ऑटोमेशन",
  "card.payload": "विवरण",

  "report.checks_completed": "जाँचें पूरी हुईं",
  "report.review_submitted": "समीक्षा भेजी गई",
  "report.comment": "टिप्पणी",
  "report.merged": "मर्ज किया गया",
  "report.closed": "बंद किया गया",

  "verdict.approved": "स्वीकृत",
  "verdict.changes-requested": "बदलाव माँगे गए",
  "verdict.failing": "विफल जाँचें",

  "work.steps": { one: "{count} चरण", other: "{count} चरण" },
  "work.ok": "पूरा हुआ",
  "work.failed": "विफल",
  "work.output": "आउटपुट",

  "content.code": "कोड",
  "content.table": "तालिका",
  "content.image": "चित्र",
  "content.image-from": "{host} से चित्र लोड करें",
  "content.image-failed": "चित्र लोड नहीं हो सका",
  "content.not-loaded": "यह संदेश अभी लोड नहीं हुआ है",
  "content.link-host": "{host} पर ले जाता है",
  "content.link-new-tab": "नए टैब में खुलता है",

  "announce.live": "फिर से कनेक्ट हो गया",
  "announce.message": "{author}: {text}",
  "announce.failed": "आपका संदेश: {reason}",
});

registerStrings(strings);
