import { registerStrings } from "../ui/language/locale-registry.js";
import type { Strings } from "../ui/language/strings.js";

/** Hebrew; avoids forms that depend on the reader's gender. */
export const strings: Strings = Object.freeze({
  lang: "he",

  "header.heading": "צ׳אט",

  "author.agent": "סוכן",
  "author.you": "אני",
  "author.user": "אורח",
  "author.system": "מערכת",

  "connection.disconnected": "אין חיבור לצ׳אט",
  "connection.connecting": "מתחבר…",
  "connection.live": "מחובר",
  "connection.reconnecting": "מתחבר מחדש…",
  "connection.offline": "אין רשת",
  "connection.unauthorized": "פג תוקף הגישה",
  "connection.closed": "השיחה הסתיימה",
  "turn.working": "{agent} בעבודה…",
  "turn.awaiting-input": "בהמתנה לתשובה",

  "banner.reconnecting": "החיבור נותק. מתחבר מחדש…",
  "banner.reconnecting-in": {
    one: "החיבור נותק. ניסיון נוסף בעוד שנייה.",
    two: "החיבור נותק. ניסיון נוסף בעוד שתי שניות.",
    other: "החיבור נותק. ניסיון נוסף בעוד {count} שניות.",
  },
  "banner.offline": "אין חיבור לרשת. ההודעות יישלחו כשהחיבור יחזור.",
  "banner.unauthorized": "תוקף הגישה פג. יש להתחבר שוב.",
  "banner.closed": "השיחה הזאת הסתיימה.",
  "banner.read-only": "אפשר לקרוא את השיחה הזאת, אבל לא לכתוב בה.",

  "delivery.waiting": "ממתינה לשליחה",
  "delivery.sending": "נשלחת…",
  "delivery.sent": "נשלחה",
  "delivery.picked-up": "נצפתה",
  "delivery.failed": "לא נשלחה. {reason}",
  "delivery.unsure": "ייתכן שההודעה לא נשלחה.",

  "error.config": "הצ׳אט הזה עדיין לא הוגדר.",
  "error.endpoint": "לא ניתן היה להתחיל את הצ׳אט.",
  "error.org-key": "הצ׳אט הזה אינו מוגדר כראוי.",
  "error.network": "אין אפשרות להגיע לשרת.",
  "error.unauthorized": "תוקף הגישה פג.",
  "error.forbidden": "אין הרשאה לפעולה הזאת.",
  "error.insufficient-credits": "היתרה של הצ׳אט הזה אזלה כרגע.",
  "error.not-found": "השיחה הזאת לא נמצאה.",
  "error.closed": "השיחה הזאת הסתיימה.",
  "error.retired": "הצ׳אט הזה כבר אינו פעיל.",
  "error.invalid": "ההודעה לא התקבלה.",
  "error.too-large": "ההודעה ארוכה מדי.",
  "error.rate-limited": "יותר מדי הודעות בבת אחת. נא להמתין רגע.",
  "error.server": "יש בעיה בשרת.",
  "error.protocol": "לא ניתן היה להבין את תשובת השרת.",
  "error.renderer": "לא ניתן להציג את התוכן.",
  "error.storage": "אי אפשר לשמור במכשיר הזה הודעות שלא נשלחו.",
  "error.stale": "היא נכתבה לפני זמן רב.",

  "notice.artifact_removed": "הוסר:",
  "notice.budget_exceeded": "נעצר: התקציב נוצל.",
  "notice.canceled": "נעצר.",
  "notice.deadline_exceeded": "נעצר: זה נמשך יותר מדי זמן.",
  "notice.failed": "{agent}: לא ניתן היה לסיים.",
  "notice.insufficient_credits": "{agent}: היתרה אזלה ולא ניתן להשיב.",
  "notice.max_turns": "נעצר: הושגה מגבלת השלבים.",
  "notice.needs_input": "{agent} בהמתנה לתשובה.",
  "notice.info": "הערה",
  "notice.warning": "לתשומת לב",
  "notice.error": "משהו השתבש.",

  "button.send": "שליחה",
  "button.stop": "עצירה",
  "button.retry": "ניסיון נוסף",
  "button.discard": "ביטול ההודעה",
  "button.reconnect": "לנסות עכשיו",
  "button.new-conversation": "שיחה חדשה",
  "button.copy": "העתקה",
  "button.copy-code": "העתקת קוד",
  "button.copied": "הועתק",
  "button.show-more": "להציג עוד",

  "composer.label": "הודעה",
  "composer.placeholder": "כתיבת הודעה…",

  "transcript.label": "שיחה",
  "transcript.greeting": "במה אפשר לעזור?",
  "transcript.prompts": "הצעות",
  "transcript.to-end": "מעבר להודעה האחרונה",
  "transcript.unread": { one: "הודעה חדשה אחת", two: "שתי הודעות חדשות", other: "{count} הודעות חדשות" },
  "transcript.loading": "השיחה נטענת…",

  "day.today": "היום",
  "day.yesterday": "אתמול",

  "card.preview": "תצוגה מקדימה",
  "card.artifact": "קובץ",
  "card.pull-request": "בקשת משיכה",
  "card.source": "אוטומציה",
  "card.payload": "פרטים",

  "report.checks_completed": "הבדיקות הסתיימו",
  "report.review_submitted": "סקירה נשלחה",
  "report.comment": "תגובה",
  "report.merged": "מוזג",
  "report.closed": "נסגר",

  "verdict.approved": "אושר",
  "verdict.changes-requested": "התבקשו שינויים",
  "verdict.failing": "בדיקות שנכשלו",

  "work.steps": { one: "שלב אחד", two: "שני שלבים", other: "{count} שלבים" },
  "work.ok": "הושלם",
  "work.failed": "נכשל",
  "work.output": "פלט",

  "content.code": "קוד",
  "content.table": "טבלה",
  "content.image": "תמונה",
  "content.image-from": "טעינת תמונה מ־{host}",
  "content.image-failed": "לא ניתן היה לטעון את התמונה",
  "content.not-loaded": "ההודעה הזו עדיין לא נטענה",
  "content.link-host": "מוביל אל {host}",
  "content.link-new-tab": "נפתח בכרטיסייה חדשה",

  "announce.live": "החיבור חזר",
  "announce.message": "{author}: {text}",
  "announce.failed": "ההודעה שלך: {reason}",
});

registerStrings(strings);
