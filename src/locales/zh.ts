import { registerStrings } from "../ui/language/locale-registry.js";
import type { Strings } from "../ui/language/strings.js";

/** Chinese, simplified. */
export const strings: Strings = Object.freeze({
  lang: "zh",

  "header.heading": "聊天",

  "author.agent": "智能助手",
  "author.you": "我",
  "author.user": "访客",
  "author.system": "系统",

  "connection.disconnected": "未连接",
  "connection.connecting": "正在连接…",
  "connection.live": "已连接",
  "connection.reconnecting": "正在重新连接…",
  "connection.offline": "离线",
  "connection.unauthorized": "访问权限已过期",
  "connection.closed": "对话已结束",
  "turn.working": "{agent}正在处理…",
  "turn.awaiting-input": "等待您的回复",

  "banner.reconnecting": "连接已断开，正在重新连接…",
  "banner.reconnecting-in": "连接已断开，{count} 秒后重试。",
  "banner.offline": "您已离线。恢复连接后将发送消息。",
  "banner.unauthorized": "您的访问权限已过期，请重新登录。",
  "banner.closed": "此对话已结束。",
  "banner.read-only": "您可以查看此对话，但不能发言。",

  "delivery.waiting": "等待发送",
  "delivery.sending": "正在发送…",
  "delivery.sent": "已发送",
  "delivery.picked-up": "已读",
  "delivery.failed": "未发送。{reason}",
  "delivery.unsure": "此消息可能未发送。",

  "error.config": "此聊天尚未设置。",
  "error.endpoint": "无法开始聊天。",
  "error.org-key": "此聊天设置有误。",
  "error.network": "无法连接到服务器。",
  "error.unauthorized": "您的访问权限已过期。",
  "error.forbidden": "您没有执行此操作的权限。",
  "error.insufficient-credits": "此聊天目前额度不足。",
  "error.not-found": "找不到此对话。",
  "error.closed": "此对话已结束。",
  "error.retired": "此聊天已停止服务。",
  "error.invalid": "消息未被接受。",
  "error.too-large": "消息过长。",
  "error.rate-limited": "消息发送过于频繁，请稍候。",
  "error.server": "服务器出现问题。",
  "error.protocol": "无法理解服务器的响应。",
  "error.renderer": "无法显示此内容。",
  "error.storage": "此设备无法保存未发送的消息。",
  "error.stale": "这条消息写于较早之前。",

  "notice.artifact_removed": "已移除：",
  "notice.budget_exceeded": "已停止：预算已用完。",
  "notice.canceled": "已停止。",
  "notice.deadline_exceeded": "已停止：用时过长。",
  "notice.failed": "{agent}未能完成。",
  "notice.insufficient_credits": "{agent}额度不足，无法回复。",
  "notice.max_turns": "已停止：已达到步骤上限。",
  "notice.needs_input": "{agent}正在等待您的回复。",
  "notice.info": "提示",
  "notice.warning": "请注意",
  "notice.error": "出了点问题。",

  "button.send": "发送",
  "button.stop": "停止",
  "button.retry": "重试",
  "button.discard": "放弃",
  "button.reconnect": "立即重试",
  "button.new-conversation": "新对话",
  "button.copy": "复制",
  "button.copy-code": "复制代码",
  "button.copied": "已复制",
  "button.show-more": "显示更多",

  "composer.label": "消息",
  "composer.placeholder": "输入消息…",

  "transcript.label": "对话",
  "transcript.greeting": "有什么可以帮您？",
  "transcript.prompts": "建议",
  "transcript.to-end": "跳到最新消息",
  "transcript.unread": "{count} 条新消息",
  "transcript.loading": "正在加载对话…",

  "day.today": "今天",
  "day.yesterday": "昨天",

  "card.preview": "预览",
  "card.artifact": "文件",
  "card.pull-request": "拉取请求",
  "card.source": "自动触发",
  "card.payload": "详情",

  "report.checks_completed": "检查已完成",
  "report.review_submitted": "已提交审查",
  "report.comment": "评论",
  "report.merged": "已合并",
  "report.closed": "已关闭",

  "verdict.approved": "已批准",
  "verdict.changes-requested": "需要修改",
  "verdict.failing": "未通过的检查",

  "work.steps": "{count} 个步骤",
  "work.ok": "完成",
  "work.failed": "失败",
  "work.output": "输出",

  "content.code": "代码",
  "content.table": "表格",
  "content.image": "图片",
  "content.image-from": "从 {host} 加载图片",
  "content.image-failed": "无法加载图片",
  "content.not-loaded": "这条消息尚未加载",
  "content.link-host": "前往 {host}",
  "content.link-new-tab": "在新标签页中打开",

  "announce.live": "已重新连接",
  "announce.message": "{author}：{text}",
  "announce.failed": "您的消息：{reason}",
});

registerStrings(strings);
