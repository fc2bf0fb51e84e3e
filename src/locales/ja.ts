import { registerStrings } from "../ui/language/locale-registry.js";
import type { Strings } from "../ui/language/strings.js";

/** Japanese. */
export const strings: Strings = Object.freeze({
  lang: "ja",

  "header.heading": "チャット",

  "author.agent": "エージェント",
  "author.you": "自分",
  "author.user": "ゲスト",
  "author.system": "システム",

  "connection.disconnected": "未接続",
  "connection.connecting": "接続中…",
  "connection.live": "接続済み",
  "connection.reconnecting": "再接続中…",
  "connection.offline": "オフライン",
  "connection.unauthorized": "アクセスの期限切れ",
  "connection.closed": "会話は終了しました",
  "turn.working": "{agent}が作業中…",
  "turn.awaiting-input": "返信をお待ちしています",

  "banner.reconnecting": "接続が切れました。再接続しています…",
  "banner.reconnecting-in": "接続が切れました。{count}秒後に再接続します。",
  "banner.offline": "オフラインです。メッセージは接続が戻りしだい送信されます。",
  "banner.unauthorized": "アクセスの期限が切れました。もう一度サインインしてください。",
  "banner.closed": "この会話は終了しました。",
  "banner.read-only": "この会話は閲覧のみで、書き込みはできません。",

  "delivery.waiting": "送信待ち",
  "delivery.sending": "送信中…",
  "delivery.sent": "送信済み",
  "delivery.picked-up": "既読",
  "delivery.failed": "送信できませんでした。{reason}",
  "delivery.unsure": "送信されていない可能性があります。",

  "error.config": "このチャットはまだ設定されていません。",
  "error.endpoint": "チャットを開始できませんでした。",
  "error.org-key": "このチャットの設定に誤りがあります。",
  "error.network": "サーバーに接続できません。",
  "error.unauthorized": "アクセスの期限が切れました。",
  "error.forbidden": "この操作の権限がありません。",
  "error.insufficient-credits": "このチャットは現在クレジットが不足しています。",
  "error.not-found": "この会話が見つかりません。",
  "error.closed": "この会話は終了しました。",
  "error.retired": "このチャットの提供は終了しました。",
  "error.invalid": "メッセージは受け付けられませんでした。",
  "error.too-large": "メッセージが長すぎます。",
  "error.rate-limited": "メッセージが多すぎます。しばらくお待ちください。",
  "error.server": "サーバーに問題が発生しています。",
  "error.protocol": "サーバーの応答を解釈できませんでした。",
  "error.renderer": "表示できませんでした。",
  "error.storage": "未送信のメッセージをこの端末に保存できません。",
  "error.stale": "かなり前に書かれたものです。",

  "notice.artifact_removed": "削除済み：",
  "notice.budget_exceeded": "停止しました：予算を使い切りました。",
  "notice.canceled": "停止しました。",
  "notice.deadline_exceeded": "停止しました：時間がかかりすぎました。",
  "notice.failed": "{agent}は完了できませんでした。",
  "notice.insufficient_credits": "{agent}はクレジット不足のため返信できません。",
  "notice.max_turns": "停止しました：手順の上限に達しました。",
  "notice.needs_input": "{agent}が返信を待っています。",
  "notice.info": "お知らせ",
  "notice.warning": "ご注意",
  "notice.error": "問題が発生しました。",

  "button.send": "送信",
  "button.stop": "停止",
  "button.retry": "再試行",
  "button.discard": "破棄",
  "button.reconnect": "今すぐ試す",
  "button.new-conversation": "新しい会話",
  "button.copy": "コピー",
  "button.copy-code": "コードをコピー",
  "button.copied": "コピーしました",
  "button.show-more": "もっと見る",

  "composer.label": "メッセージ",
  "composer.placeholder": "メッセージを入力…",

  "transcript.label": "会話",
  "transcript.greeting": "どのようなご用件でしょうか？",
  "transcript.prompts": "候補",
  "transcript.to-end": "最新のメッセージへ",
  "transcript.unread": "{count}件の新着メッセージ",
  "transcript.loading": "会話を読み込み中…",

  "day.today": "今日",
  "day.yesterday": "昨日",

  "card.preview": "プレビュー",
  "card.artifact": "ファイル",
  "card.pull-request": "プルリクエスト",
  "card.source": "自動処理",
  "card.payload": "詳細",

  "report.checks_completed": "チェックが完了しました",
  "report.review_submitted": "レビューが提出されました",
  "report.comment": "コメント",
  "report.merged": "マージ済み",
  "report.closed": "クローズ済み",

  "verdict.approved": "承認済み",
  "verdict.changes-requested": "変更が必要です",
  "verdict.failing": "失敗したチェック",

  "work.steps": "{count}個の手順",
  "work.ok": "完了",
  "work.failed": "失敗",
  "work.output": "出力",

  "content.code": "コード",
  "content.table": "表",
  "content.image": "画像",
  "content.image-from": "{host}から画像を読み込む",
  "content.image-failed": "画像を読み込めませんでした",
  "content.not-loaded": "このメッセージはまだ読み込まれていません",
  "content.link-host": "リンク先：{host}",
  "content.link-new-tab": "新しいタブで開きます",

  "announce.live": "再び接続しました",
  "announce.message": "{author}：{text}",
  "announce.failed": "あなたのメッセージ：{reason}",
});

registerStrings(strings);
