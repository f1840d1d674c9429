// Counts text messages while somebody types, as rules/segments.py does: GSM 03.38 or UCS-2.
const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const EXTENSION = new Set("^{}\\[~]|€\f");

export function count(text) {
  const signs = [...text];
  const odd = [...new Set(signs.filter((sign) => !BASIC.has(sign) && !EXTENSION.has(sign)))].join("");
  const size = odd ? (sign) => sign.length : (sign) => (EXTENSION.has(sign) ? 2 : 1);
  const [one, many] = odd ? [70, 67] : [160, 153];
  const units = signs.reduce((sum, sign) => sum + size(sign), 0);
  if (units <= one) return { segments: units ? 1 : 0, room: one - units, odd };
  let segments = 1;
  let used = 0;
  for (const sign of signs) {
    if (used + size(sign) > many) {
      segments += 1;
      used = 0;
    }
    used += size(sign);
  }
  return { segments, room: many - used, odd };
}

function say(area) {
  const place = area.closest("form")?.querySelector("[data-sms-said]");
  if (!place) return;
  const { segments, room, odd } = count(area.value);
  const words = segments === 1 ? place.dataset.one : place.dataset.many;
  const said = words.replace("{left}", room).replace("{many}", segments);
  place.textContent = odd ? `${said}. ${place.dataset.odd.replace("{odd}", odd)}` : said;
}

export function startSms() {
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("textarea[data-sms]")) say(event.target);
  });
}
