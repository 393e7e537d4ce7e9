import { escaped, page, SHARED_SCRIPT } from './page-frame.ts';
import { LEVERS } from './listened-pole.ts';
import type { Lever, PoleFacts } from './listened-pole.ts';
import { LIST_SCRIPT, POLE_SCRIPT } from './page-scripts.ts';

/** `/`: all virtual poles with their levels. */
export function listPage(poles: readonly Pick<PoleFacts, 'id' | 'name'>[]): string {
  const items = poles.map(
    ({ id, name }) => `<li><a href="/poles/${escaped(id)}" id="pole-${escaped(id)}">
<span class="top"><span class="name">${escaped(name)}</span><small class="state"></small></span>
<span class="meter" role="presentation"><i></i></span></a></li>`,
  );
  const body = `<h1>Nghe thử các cụm loa ảo</h1>
<p class="soft">Mỗi cụm loa dưới đây chạy phần mềm thật; chỉ có âm ly, card âm thanh và loa là mô phỏng.
Chạm vào một cụm để nghe. <span lang="en">/ Virtual poles: tap one to listen.</span></p>
<p class="bad" id="notice" role="status"></p>
<ul class="poles">
${items.join('\n')}
</ul>`;
  return page({ title: 'Nghe thử các cụm loa ảo', body, script: `${SHARED_SCRIPT}\n${LIST_SCRIPT}` });
}

const LEVER_LABELS: Record<Lever, { vi: string; en: string }> = {
  power: { vi: 'Mất điện cụm loa', en: 'Power cut' },
  horn: { vi: 'Đứt dây loa', en: 'Horn wire cut' },
  protection: { vi: 'Âm ly ngắt bảo vệ', en: 'Amplifier protection' },
  'data-line': { vi: 'Đứt dây điều khiển âm ly', en: 'Amplifier data line cut' },
  card: { vi: 'Rút card âm thanh', en: 'Sound card pulled out' },
  'card-hang': { vi: 'Treo card âm thanh', en: 'Sound card hangs' },
};

const FACTS: readonly { id: string; label: string }[] = [
  { id: 'agent', label: 'Phần mềm trên cụm' },
  { id: 'amplifier', label: 'Âm ly' },
  { id: 'volume', label: 'Âm lượng' },
  { id: 'current', label: 'Dòng ra loa' },
  { id: 'card', label: 'Card âm thanh' },
  { id: 'ppm', label: 'Sai số đồng hồ card' },
  { id: 'underruns', label: 'Số lần ngắt quãng' },
];

/** `/poles/<id>`: one pole to listen to. */
export function polePage({ name }: Pick<PoleFacts, 'name'>): string {
  const facts = FACTS.map(({ id, label }) => `<div><dt>${label}</dt><dd id="${id}">–</dd></div>`);
  const levers = LEVERS.map((lever) => {
    const { vi, en } = LEVER_LABELS[lever];
    const text = `${vi}<br><small lang="en">${en}</small>`;
    return `<button class="lever" type="button" data-lever="${lever}" aria-pressed="false">${text}</button>`;
  });
  const body = `<a class="back" href="/">← Tất cả cụm loa</a>
<h1>${escaped(name)}</h1>
<p class="soft">Cụm loa ảo: âm thanh ở đây là âm thanh phát ra từ miệng loa.</p>
<p class="bad" id="notice" role="status"></p>
<button class="listen" id="listen" type="button" aria-pressed="false">▶&ensp;Nghe</button>
<div class="panel">
<div class="top"><span>Mức âm thanh</span><span id="level" class="soft">im lặng</span></div>
<div class="meter" role="presentation"><i id="bar"></i></div>
<dl>${facts.join('')}</dl>
</div>
<h2>Thử sự cố <small lang="en">/ Break something</small></h2>
<div class="levers">${levers.join('\n')}</div>`;
  return page({ title: `Nghe: ${escaped(name)}`, body, script: `${SHARED_SCRIPT}\n${POLE_SCRIPT}` });
}
