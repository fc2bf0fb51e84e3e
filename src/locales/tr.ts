import { registerStrings } from "../ui/language/locale-registry.js";
import type { Strings } from "../ui/language/strings.js";

/** Turkish. */
export const strings: Strings = Object.freeze({
  lang: "tr",

  "header.heading": "Sohbet",

  "author.agent": "Temsilci",
  "author.you": "Siz",
  "author.user": "Konuk",
  "author.system": "Sistem",

  "connection.disconnected": "Bağlı değil",
  "connection.connecting": "Bağlanıyor…",
  "connection.live": "Bağlandı",
  "connection.reconnecting": "Yeniden bağlanıyor…",
  "connection.offline": "Çevrimdışı",
  "connection.unauthorized": "Erişim süresi doldu",
  "connection.closed": "Görüşme sona erdi",
  "turn.working": "{agent} çalışıyor…",
  "turn.awaiting-input": "Yanıtınız bekleniyor",

  "banner.reconnecting": "Bağlantı koptu. Yeniden bağlanıyor…",
  "banner.reconnecting-in": {
    one: "Bağlantı koptu. {count} saniye sonra yeniden denenecek.",
    other: "Bağlantı koptu. {count} saniye sonra yeniden denenecek.",
  },
  "banner.offline": "Çevrimdışısınız. İletiler bağlantı gelince gönderilecek.",
  "banner.unauthorized": "Erişim süreniz doldu. Lütfen yeniden oturum açın.",
  "banner.closed": "Bu görüşme sona erdi.",
  "banner.read-only": "Bu görüşmeyi okuyabilir, ancak yazamazsınız.",

  "delivery.waiting": "Gönderilmeyi bekliyor",
  "delivery.sending": "Gönderiliyor…",
  "delivery.sent": "Gönderildi",
  "delivery.picked-up": "Görüldü",
  "delivery.failed": "Gönderilemedi. {reason}",
  "delivery.unsure": "Bu ileti gönderilmemiş olabilir.",

  "error.config": "Bu sohbet henüz ayarlanmadı.",
  "error.endpoint": "Sohbet başlatılamadı.",
  "error.org-key": "Bu sohbet doğru ayarlanmamış.",
  "error.network": "Sunucuya ulaşılamıyor.",
  "error.unauthorized": "Erişim süreniz doldu.",
  "error.forbidden": "Bunun için izniniz yok.",
  "error.insufficient-credits": "Bu sohbetin kredisi şu anda tükendi.",
  "error.not-found": "Bu görüşme bulunamadı.",
  "error.closed": "Bu görüşme sona erdi.",
  "error.retired": "Bu sohbet artık hizmet vermiyor.",
  "error.invalid": "İleti kabul edilmedi.",
  "error.too-large": "İleti çok uzun.",
  "error.rate-limited": "Bir anda çok fazla ileti. Lütfen biraz bekleyin.",
  "error.server": "Sunucuda bir sorun var.",
  "error.protocol": "Sunucunun yanıtı anlaşılamadı.",
  "error.renderer": "Bu gösterilemedi.",
  "error.storage": "Gönderilmemiş iletiler bu cihazda saklanamıyor.",
  "error.stale": "Uzun zaman önce yazılmıştı.",

  "notice.artifact_removed": "Kaldırıldı:",
  "notice.budget_exceeded": "Durduruldu: bütçe tükendi.",
  "notice.canceled": "Durduruldu.",
  "notice.deadline_exceeded": "Durduruldu: çok uzun sürdü.",
  "notice.failed": "{agent} bunu tamamlayamadı.",
  "notice.insufficient_credits": "{agent} için kredi kalmadı, yanıt veremiyor.",
  "notice.max_turns": "Durduruldu: adım sınırına ulaşıldı.",
  "notice.needs_input": "{agent} yanıtınızı bekliyor.",
  "notice.info": "Not",
  "notice.warning": "Dikkat",
  "notice.error": "Bir şeyler ters gitti.",

  "button.send": "Gönder",
  "button.stop": "Durdur",
  "button.retry": "Yeniden dene",
  "button.discard": "Vazgeç",
  "button.reconnect": "Şimdi dene",
  "button.new-conversation": "Yeni görüşme",
  "button.copy": "Kopyala",
  "button.copy-code": "Kodu kopyala",
  "button.copied": "Kopyalandı",
  "button.show-more": "Daha fazla göster",

  "composer.label": "İleti",
  "composer.placeholder": "Bir ileti yazın…",

  "transcript.label": "Görüşme",
  "transcript.greeting": "Nasıl yardımcı olabilirim?",
  "transcript.prompts": "Öneriler",
  "transcript.to-end": "En son iletiye git",
  "transcript.unread": { one: "{count} yeni ileti", other: "{count} yeni ileti" },
  "transcript.loading": "Görüşme yükleniyor…",

  "day.today": "Bugün",
  "day.yesterday": "Dün",

  "card.preview": "Önizleme",
  "card.artifact": "Dosya",
  "card.pull-request": "Çekme isteği",
  "card.source": "Otomasyon",
  "card.payload": "Ayrıntılar",

  "report.checks_completed": "Denetimler tamamlandı",
  "report.review_submitted": "İnceleme gönderildi",
  "report.comment": "Yorum",
  "report.merged": "Birleştirildi",
  "report.closed": "Kapatıldı",

  "verdict.approved": "Onaylandı",
  "verdict.changes-requested": "Değişiklik istendi",
  "verdict.failing": "Başarısız denetimler",

  "work.steps": { one: "{count} adım", other: "{count} adım" },
  "work.ok": "Tamam",
  "work.failed": "Başarısız",
  "work.output": "Çıktı",

  "content.code": "Kod",
  "content.table": "Tablo",
  "content.image": "Görsel",
  "content.image-from": "Görseli {host} adresinden yükle",
  "content.image-failed": "Görsel yüklenemedi",
  "content.not-loaded": "Bu ileti henüz yüklenmedi",
  "content.link-host": "{host} adresine gider",
  "content.link-new-tab": "yeni sekmede açılır",

  "announce.live": "Yeniden bağlandı",
  "announce.message": "{author}: {text}",
  "announce.failed": "İletiniz: {reason}",
});

registerStrings(strings);
