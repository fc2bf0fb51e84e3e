import { registerStrings } from "../ui/language/locale-registry.js";
import type { Strings } from "../ui/language/strings.js";

/** Traditional Chinese, in the words of Taiwan. */
export const strings: Strings = Object.freeze({
  lang: "zh-Hant",

  "header.heading": "聊天",

  "author.agent": "智慧助理",
  "author.you": "我",
  "author.user": "訪客",
  "author.system": "系統",

  "connection.disconnected": "未連線",
  "connection.connecting": "連線中…",
  "connection.live": "已連線",
  "connection.reconnecting": "正在重新連線…",
  "connection.offline": "離線",
  "connection.unauthorized": "存取權限已過期",
  "connection.closed": "對話已結束",
  "turn.working": "{agent}正在處理…",
  "turn.awaiting-input": "等待您的回覆",

  "banner.reconnecting": "連線已中斷，正在重新連線…",
  "banner.reconnecting-in": "連線已中斷，{count} 秒後重試。",
  "banner.offline": "您目前離線。恢復連線後會傳送訊息。",
  "banner.unauthorized": "您的存取權限已過期，請重新登入。",
  "banner.closed": "此對話已結束。",
  "banner.read-only": "您可以檢視此對話，但無法發言。",

  "delivery.waiting": "等待傳送",
  "delivery.sending": "傳送中…",
  "delivery.sent": "已傳送",
  "delivery.picked-up": "已讀",
  "delivery.failed": "未傳送。{reason}",
  "delivery.unsure": "這則訊息可能未傳送。",

  "error.config": "此聊天尚未設定。",
  "error.endpoint": "無法開始聊天。",
  "error.org-key": "此聊天的設定有誤。",
  "error.network": "無法連線到伺服器。",
  "error.unauthorized": "您的存取權限已過期。",
  "error.forbidden": "您沒有執行此操作的權限。",
  "error.insufficient-credits": "此聊天目前額度不足。",
  "error.not-found": "找不到此對話。",
  "error.closed": "此對話已結束。",
  "error.retired": "此聊天已停止服務。",
  "error.invalid": "系統未接受這則訊息。",
  "error.too-large": "訊息過長。",
  "error.rate-limited": "傳送的訊息過於頻繁，請稍候。",
  "error.server": "伺服器發生問題。",
  "error.protocol": "無法解讀伺服器的回應。",
  "error.renderer": "無法顯示此內容。",
  "error.storage": "此裝置無法儲存未傳送的訊息。",
  "error.stale": "這則訊息是在一段時間前撰寫的。",

  "notice.artifact_removed": "已移除：",
  "notice.budget_exceeded": "已停止：預算已用完。",
  "notice.canceled": "已停止。",
  "notice.deadline_exceeded": "已停止：花費時間過長。",
  "notice.failed": "{agent}無法完成。",
  "notice.insufficient_credits": "{agent}額度不足，無法回覆。",
  "notice.max_turns": "已停止：已達步驟上限。",
  "notice.needs_input": "{agent}正在等待您的回覆。",
  "notice.info": "提示",
  "notice.warning": "請注意",
  "notice.error": "發生錯誤。",

  "button.send": "傳送",
  "button.stop": "停止",
  "button.retry": "重試",
  "button.discard": "捨棄",
  "button.reconnect": "立即重試",
  "button.new-conversation": "新對話",
  "button.copy": "複製",
  "button.copy-code": "複製程式碼",
  "button.copied": "已複製",
  "button.show-more": "顯示更多",

  "composer.label": "訊息",
  "composer.placeholder": "輸入訊息…",

  "transcript.label": "對話",
  "transcript.greeting": "有什麼可以為您服務的嗎？",
  "transcript.prompts": "建議",
  "transcript.to-end": "跳至最新訊息",
  "transcript.unread": "{count} 則新訊息",
  "transcript.loading": "正在載入對話…",

  "day.today": "今天",
  "day.yesterday": "昨天",

  "card.preview": "預覽",
  "card.artifact": "檔案",
  "card.pull-request": "提取要求",
  "card.source": "自動化",
  "card.payload": "詳細資料",

  "report.checks_completed": "檢查已完成",
  "report.review_submitted": "已提交審查",
  "report.comment": "留言",
  "report.merged": "已合併",
  "report.closed": "已關閉",

  "verdict.approved": "已核准",
  "verdict.changes-requested": "要求變更",
  "verdict.failing": "未通過的檢查",

  "work.steps": "{count} 個步驟",
  "work.ok": "完成",
  "work.failed": "失敗",
  "work.output": "輸出",

  "content.code": "程式碼",
  "content.table": "表格",
  "content.image": "圖片",
  "content.image-from": "從 {host} 載入圖片",
  "content.image-failed": "無法載入圖片",
  "content.not-loaded": "這則訊息尚未載入",
  "content.link-host": "前往 {host}",
  "content.link-new-tab": "在新分頁中開啟",

  "announce.live": "已重新連線",
  "announce.message": "{author}：{text}",
  "announce.failed": "您的訊息：{reason}",
});

registerStrings(strings);
