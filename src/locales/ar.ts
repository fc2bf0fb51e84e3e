import { registerStrings } from "../ui/language/locale-registry.js";
import type { Strings } from "../ui/language/strings.js";

/** Arabic. */
export const strings: Strings = Object.freeze({
  lang: "ar",

  "header.heading": "الدردشة",

  "author.agent": "الوكيل",
  "author.you": "أنت",
  "author.user": "ضيف",
  "author.system": "النظام",

  "connection.disconnected": "غير متصل بالدردشة",
  "connection.connecting": "جارٍ الاتصال…",
  "connection.live": "متصل",
  "connection.reconnecting": "جارٍ إعادة الاتصال…",
  "connection.offline": "لا يوجد اتصال بالإنترنت",
  "connection.unauthorized": "انتهت صلاحية الوصول",
  "connection.closed": "انتهت المحادثة",
  "turn.working": "{agent} يعمل…",
  "turn.awaiting-input": "في انتظار ردّك",

  "banner.reconnecting": "انقطع الاتصال. جارٍ إعادة الاتصال…",
  "banner.reconnecting-in": {
    zero: "انقطع الاتصال. إعادة المحاولة الآن.",
    one: "انقطع الاتصال. إعادة المحاولة بعد ثانية واحدة.",
    two: "انقطع الاتصال. إعادة المحاولة بعد ثانيتين.",
    few: "انقطع الاتصال. إعادة المحاولة بعد {count} ثوانٍ.",
    many: "انقطع الاتصال. إعادة المحاولة بعد {count} ثانية.",
    other: "انقطع الاتصال. إعادة المحاولة بعد {count} ثانية.",
  },
  "banner.offline": "لا يوجد اتصال بالإنترنت. ستُرسل الرسائل عند عودته.",
  "banner.unauthorized": "انتهت صلاحية وصولك. يُرجى تسجيل الدخول مجددًا.",
  "banner.closed": "انتهت هذه المحادثة.",
  "banner.read-only": "يمكنك قراءة هذه المحادثة دون الكتابة فيها.",

  "delivery.waiting": "في انتظار الإرسال",
  "delivery.sending": "جارٍ الإرسال…",
  "delivery.sent": "أُرسلت",
  "delivery.picked-up": "شوهدت",
  "delivery.failed": "لم تُرسل. {reason}",
  "delivery.unsure": "ربما لم تُرسل هذه الرسالة.",

  "error.config": "لم يتم إعداد هذه الدردشة بعد.",
  "error.endpoint": "تعذّر بدء الدردشة.",
  "error.org-key": "إعداد هذه الدردشة غير صحيح.",
  "error.network": "تعذّر الوصول إلى الخادم.",
  "error.unauthorized": "انتهت صلاحية وصولك.",
  "error.forbidden": "ليس لديك إذن للقيام بذلك.",
  "error.insufficient-credits": "نفد رصيد هذه المحادثة حاليًا.",
  "error.not-found": "تعذّر العثور على هذه المحادثة.",
  "error.closed": "انتهت هذه المحادثة.",
  "error.retired": "لم تعد خدمة المحادثة هذه متاحة.",
  "error.invalid": "لم تُقبل الرسالة.",
  "error.too-large": "الرسالة طويلة جدًا.",
  "error.rate-limited": "رسائل كثيرة في وقت واحد. يُرجى الانتظار قليلًا.",
  "error.server": "حدثت مشكلة في الخادم.",
  "error.protocol": "تعذّر فهم استجابة الخادم.",
  "error.renderer": "تعذّر عرض هذا المحتوى.",
  "error.storage": "لا يمكن حفظ الرسائل غير المرسلة على هذا الجهاز.",

  "notice.artifact_removed": "أُزيل:",
  "notice.budget_exceeded": "توقّف: نفدت الميزانية.",
  "notice.canceled": "توقّف.",
  "notice.deadline_exceeded": "توقّف: استغرق وقتًا طويلًا.",
  "notice.failed": "تعذّر على {agent} إكمال ذلك.",
  "notice.insufficient_credits": "نفد رصيد {agent} وتعذّر الرد.",
  "notice.max_turns": "توقّف: بلغ الحد الأقصى للخطوات.",
  "notice.needs_input": "{agent} في انتظار ردّك.",
  "notice.info": "ملاحظة",
  "notice.warning": "تنبيه",
  "notice.error": "حدث خطأ ما.",

  "button.send": "إرسال",
  "button.stop": "إيقاف",
  "button.retry": "إعادة المحاولة",
  "button.discard": "تجاهل",
  "button.reconnect": "المحاولة الآن",
  "button.copy": "نسخ",
  "button.copy-code": "نسخ الشيفرة",
  "button.copied": "تم النسخ",
  "button.show-more": "عرض المزيد",

  "composer.label": "رسالة",
  "composer.placeholder": "اكتب رسالة…",

  "transcript.label": "المحادثة",
  "transcript.greeting": "كيف يمكنني مساعدتك؟",
  "transcript.prompts": "اقتراحات",
  "transcript.to-end": "الانتقال إلى أحدث رسالة",
  "transcript.unread": {
    zero: "لا رسائل جديدة",
    one: "رسالة جديدة واحدة",
    two: "رسالتان جديدتان",
    few: "{count} رسائل جديدة",
    many: "{count} رسالة جديدة",
    other: "{count} رسالة جديدة",
  },
  "transcript.loading": "جارٍ تحميل المحادثة…",

  "day.today": "اليوم",
  "day.yesterday": "أمس",

  "card.preview": "معاينة",
  "card.artifact": "ملف",
  "card.pull-request": "طلب سحب",

  "work.steps": {
    zero: "لا خطوات",
    one: "خطوة واحدة",
    two: "خطوتان",
    few: "{count} خطوات",
    many: "{count} خطوة",
    other: "{count} خطوة",
  },
  "work.ok": "تم",
  "work.failed": "فشل",

  "content.code": "شيفرة",
  "content.table": "جدول",
  "content.image": "صورة",
  "content.image-from": "تحميل الصورة من {host}",
  "content.image-failed": "تعذّر تحميل الصورة",
  "content.link-host": "يؤدي إلى {host}",
  "content.link-new-tab": "يُفتح في علامة تبويب جديدة",

  "announce.live": "عاد الاتصال",
  "announce.message": "{author}: {text}",
  "announce.failed": "رسالتك: {reason}",
});

registerStrings(strings);
