/** Text for HTML. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const STYLE = `
:root { --ink:#17212b; --soft:#5a6874; --line:#dbe2e8; --ground:#f5f7f9; --card:#fff; --accent:#00695f; --accent-ink:#fff;
  --good:#1b7f3b; --bad:#b3261e; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --ink:#e8eef3; --soft:#a5b3bf; --line:#33414d; --ground:#10171d;
  --card:#1a242c; --accent:#4db6ac; --accent-ink:#06201d; --good:#6fd08c; --bad:#ff8a80; } }
* { box-sizing: border-box; }
body { margin:0; background:var(--ground); color:var(--ink); font:17px/1.5 "Be Vietnam Pro",system-ui,sans-serif; }
main { max-width:44rem; margin:0 auto; padding:1rem 1rem 3rem; }
h1 { font-size:1.55rem; line-height:1.25; margin:.6rem 0 .2rem; }
h2 { font-size:1.1rem; margin:1.6rem 0 .5rem; }
p { margin:.3rem 0; } .soft, small { color:var(--soft); } a { color:var(--accent); }
.poles { list-style:none; margin:1rem 0; padding:0; display:grid; gap:.7rem; }
.poles a, .panel { display:block; background:var(--card); border:1px solid var(--line); border-radius:14px; padding:.9rem 1rem;
  color:inherit; text-decoration:none; }
.poles a:hover { border-color:var(--accent); }
:focus-visible { outline:3px solid var(--accent); outline-offset:2px; }
.top { display:flex; justify-content:space-between; gap:1rem; align-items:baseline; }
.name { font-weight:650; } .state { white-space:nowrap; }
.meter { display:block; height:14px; border-radius:7px; background:var(--line); overflow:hidden; margin:.6rem 0 .3rem; }
.meter i { display:block; height:100%; width:0; border-radius:7px; background:var(--accent); transition:width 90ms linear; }
.good { color:var(--good); } .bad { color:var(--bad); }
.back { display:inline-block; padding:.6rem 0; min-height:44px; }
button { font:inherit; font-weight:600; min-height:48px; border-radius:12px; border:1px solid var(--line); padding:.5rem 1rem;
  background:var(--card); color:inherit; cursor:pointer; }
button.listen { width:100%; min-height:72px; font-size:1.3rem; background:var(--accent); color:var(--accent-ink); border:0; margin:1rem 0 .4rem; }
button[aria-pressed=true].lever { border-color:var(--bad); color:var(--bad); }
dl { display:grid; grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr)); gap:.7rem; margin:1rem 0 0; }
dt { font-size:.85rem; color:var(--soft); } dd { margin:0; font-weight:600; }
.levers { display:grid; grid-template-columns:repeat(auto-fit,minmax(15rem,1fr)); gap:.7rem; }
@media (prefers-reduced-motion: reduce) { .meter i { transition:none; } }`;

/** A whole page: title and body are HTML, the script runs after it. */
export function page({ title, body, script }: { title: string; body: string; script: string }): string {
  return `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${STYLE}
</style>
</head>
<body>
<main>
${body}
</main>
<script>
${script}
</script>
</body>
</html>
`;
}

/** Shared by the pages' scripts: a socket that opens again, and the width of a level in percent. */
export const SHARED_SCRIPT = String.raw`'use strict';
const byId = (id) => document.getElementById(id);
const setText = (node, text) => { if (node.textContent !== text) node.textContent = text; };
const widthOf = (dbfs) => Math.max(0, Math.min(100, (dbfs + 60) / 60 * 100)) + '%';
let socket;
function connect(onText, onSound) {
  socket = new WebSocket('ws://' + location.host + location.pathname);
  socket.binaryType = 'arraybuffer';
  socket.onmessage = (event) => typeof event.data === 'string' ? onText(JSON.parse(event.data)) : onSound(event.data);
  socket.onopen = () => document.dispatchEvent(new Event('connected'));
  socket.onclose = () => {
    setText(byId('notice'), 'Mất kết nối với chương trình mô phỏng; đang thử lại… / Connection lost, trying again…');
    setTimeout(() => connect(onText, onSound), 1000);
  };
}
const say = (wish) => { if (socket.readyState === 1) socket.send(JSON.stringify(wish)); };`;
