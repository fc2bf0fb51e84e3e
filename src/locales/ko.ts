import { registerStrings } from "../ui/language/locale-registry.js";
import type { Strings } from "../ui/language/strings.js";

/** Korean. */
export const strings: Strings = Object.freeze({
  lang: "ko",

  "header.heading": "채팅",

  "author.agent": "에이전트",
  "author.you": "나",
  "author.user": "게스트",
  "author.system": "시스템",

  "connection.disconnected": "연결되지 않음",
  "connection.connecting": "연결 중…",
  "connection.live": "연결됨",
  "connection.reconnecting": "다시 연결 중…",
  "connection.offline": "오프라인",
  "connection.unauthorized": "접근 권한 만료",
  "connection.closed": "대화 종료",
  "turn.working": "{agent} 작업 중…",
  "turn.awaiting-input": "답변을 기다리는 중",

  "banner.reconnecting": "연결이 끊겼습니다. 다시 연결하는 중…",
  "banner.reconnecting-in": "연결이 끊겼습니다. {count}초 후 다시 연결합니다.",
  "banner.offline": "오프라인 상태입니다. 다시 연결되면 메시지를 보냅니다.",
  "banner.unauthorized": "접근 권한이 만료되었습니다. 다시 로그인해 주세요.",
  "banner.closed": "이 대화는 종료되었습니다.",
  "banner.read-only": "이 대화는 읽을 수만 있고 쓸 수는 없습니다.",

  "delivery.waiting": "전송 대기 중",
  "delivery.sending": "보내는 중…",
  "delivery.sent": "보냄",
  "delivery.picked-up": "읽음",
  "delivery.failed": "보내지 못했습니다. {reason}",
  "delivery.unsure": "보내지지 않았을 수 있습니다.",

  "error.config": "이 채팅은 아직 설정되지 않았습니다.",
  "error.endpoint": "채팅을 시작할 수 없습니다.",
  "error.org-key": "이 채팅의 설정이 올바르지 않습니다.",
  "error.network": "서버에 연결할 수 없습니다.",
  "error.unauthorized": "접근 권한이 만료되었습니다.",
  "error.forbidden": "이 작업을 할 권한이 없습니다.",
  "error.insufficient-credits": "현재 이 채팅의 크레딧이 부족합니다.",
  "error.not-found": "이 대화를 찾을 수 없습니다.",
  "error.closed": "이 대화는 종료되었습니다.",
  "error.retired": "이 채팅은 더 이상 운영되지 않습니다.",
  "error.invalid": "메시지가 수락되지 않았습니다.",
  "error.too-large": "메시지가 너무 깁니다.",
  "error.rate-limited": "한 번에 보낸 메시지가 너무 많습니다. 잠시 기다려 주세요.",
  "error.server": "서버에 문제가 있습니다.",
  "error.protocol": "서버의 응답을 이해할 수 없습니다.",
  "error.renderer": "표시할 수 없습니다.",
  "error.storage": "보내지 않은 메시지를 이 기기에 저장할 수 없습니다.",
  "error.stale": "오래전에 작성된 메시지입니다.",

  "notice.artifact_removed": "삭제됨:",
  "notice.budget_exceeded": "중지됨: 예산을 모두 사용했습니다.",
  "notice.canceled": "중지되었습니다.",
  "notice.deadline_exceeded": "중지됨: 시간이 너무 오래 걸렸습니다.",
  "notice.failed": "{agent} 작업을 완료하지 못했습니다.",
  "notice.insufficient_credits": "{agent} 크레딧이 부족하여 답변할 수 없습니다.",
  "notice.max_turns": "중지됨: 단계 한도에 도달했습니다.",
  "notice.needs_input": "{agent} 답변을 기다리고 있습니다.",
  "notice.info": "알림",
  "notice.warning": "주의",
  "notice.error": "문제가 발생했습니다.",

  "button.send": "보내기",
  "button.stop": "중지",
  "button.retry": "다시 시도",
  "button.discard": "삭제",
  "button.reconnect": "지금 시도",
  "button.new-conversation": "새 대화",
  "button.copy": "복사",
  "button.copy-code": "코드 복사",
  "button.copied": "복사됨",
  "button.show-more": "더 보기",

  "composer.label": "메시지",
  "composer.placeholder": "메시지를 입력하세요…",

  "transcript.label": "대화",
  "transcript.greeting": "무엇을 도와드릴까요?",
  "transcript.prompts": "제안",
  "transcript.to-end": "최신 메시지로 이동",
  "transcript.unread": "새 메시지 {count}개",
  "transcript.loading": "대화를 불러오는 중…",

  "day.today": "오늘",
  "day.yesterday": "어제",

  "card.preview": "미리보기",
  "card.artifact": "파일",
  "card.pull-request": "풀 리퀘스트",
  "card.source": "자동화",
  "card.payload": "세부 정보",

  "report.checks_completed": "검사 완료",
  "report.review_submitted": "리뷰 제출됨",
  "report.comment": "댓글",
  "report.merged": "병합됨",
  "report.closed": "닫힘",

  "verdict.approved": "승인됨",
  "verdict.changes-requested": "변경 요청됨",
  "verdict.failing": "실패한 검사",

  "work.steps": "{count}단계",
  "work.ok": "완료",
  "work.failed": "실패",
  "work.output": "출력",

  "content.code": "코드",
  "content.table": "표",
  "content.image": "이미지",
  "content.image-from": "{host}에서 이미지 불러오기",
  "content.image-failed": "이미지를 불러올 수 없습니다",
  "content.not-loaded": "이 메시지는 아직 불러오지 않았습니다",
  "content.link-host": "{host}(으)로 연결",
  "content.link-new-tab": "새 탭에서 열림",

  "announce.live": "다시 연결되었습니다",
  "announce.message": "{author}: {text}",
  "announce.failed": "내 메시지: {reason}",
});

registerStrings(strings);
