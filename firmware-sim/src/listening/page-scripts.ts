/** Keeps the list's levels and states fresh. */
export const LIST_SCRIPT = String.raw`
connect((poles) => {
  setText(byId('notice'), '');
  for (const pole of poles) {
    const node = byId('pole-' + pole.id);
    if (node === null) { location.reload(); return; }
    node.querySelector('i').style.width = widthOf(pole.rmsDbfs);
    const isSounding = pole.rmsDbfs > -60;
    const state = node.querySelector('.state');
    state.className = 'state ' + (!pole.isRunning ? 'bad' : isSounding ? 'good' : '');
    setText(state, !pole.isRunning ? 'mất điện' : isSounding ? 'đang phát' : 'đang chờ');
  }
});`;

/**
 * Plays the sound of one pole: packets of 40 ms are strung together on the audio clock, 150 ms ahead, so the horns
 * are heard some 300 ms late. Works without secure-context features, in every current browser.
 */
export const POLE_SCRIPT = String.raw`
const LEAD_S = 0.15, MOST_LEAD_S = 0.5, RATE_HZ = 48000;
let audio, playAt = 0, isListening = false;
function sound(bytes) {
  if (!isListening) return;
  const pcm = new Int16Array(bytes);
  const buffer = audio.createBuffer(1, pcm.length, RATE_HZ);
  const channel = buffer.getChannelData(0);
  for (let i = 0; i < pcm.length; i++) channel[i] = pcm[i] / 32768;
  const lead = playAt - audio.currentTime;
  if (lead < 0.01 || lead > MOST_LEAD_S) playAt = audio.currentTime + LEAD_S;
  const source = audio.createBufferSource();
  source.buffer = buffer;
  source.connect(audio.destination);
  source.start(playAt);
  playAt += buffer.duration;
}
function show(pole) {
  setText(byId('notice'), '');
  const { amplifier } = pole;
  byId('bar').style.width = widthOf(pole.rmsDbfs);
  setText(byId('level'), pole.rmsDbfs > -60 ? Math.round(pole.rmsDbfs) + ' dBFS' : 'im lặng');
  mark('agent', pole.isRunning ? 'đang chạy' : 'mất điện', !pole.isRunning);
  mark('amplifier', !amplifier.isListening ? 'đứt dây điều khiển' : amplifier.isTripped ? 'ngắt bảo vệ'
    : amplifier.isOn ? 'bật' : 'tắt (chờ)', !amplifier.isListening || amplifier.isTripped);
  mark('volume', amplifier.volumePercent + ' %');
  mark('current', Math.round(amplifier.currentMa) + ' mA', amplifier.isHornBroken);
  mark('card', pole.isCardOut ? 'đã rút' : pole.isCardHanging ? 'bị treo' : 'tốt', pole.isCardOut || pole.isCardHanging);
  mark('ppm', (pole.ppm > 0 ? '+' : '') + Math.round(pole.ppm) + ' ppm');
  mark('underruns', String(pole.underruns));
  press('power', !pole.isRunning);
  press('horn', amplifier.isHornBroken);
  press('protection', amplifier.isTripped);
  press('data-line', !amplifier.isListening);
  press('card', pole.isCardOut);
  press('card-hang', pole.isCardHanging);
}
function mark(id, text, isBad = false) {
  setText(byId(id), text);
  byId(id).className = isBad ? 'bad' : '';
}
const levers = [...document.querySelectorAll('[data-lever]')];
function press(lever, isPressed) {
  levers.find((each) => each.dataset.lever === lever).setAttribute('aria-pressed', String(isPressed));
}
for (const button of levers) {
  button.onclick = () => say({ lever: button.dataset.lever, isBroken: button.getAttribute('aria-pressed') !== 'true' });
}
byId('listen').onclick = async () => {
  isListening = !isListening;
  audio ??= new AudioContext({ sampleRate: RATE_HZ, latencyHint: 'interactive' });
  await (isListening ? audio.resume() : audio.suspend());
  playAt = 0;
  setText(byId('listen'), isListening ? '■\u2002Dừng nghe' : '▶\u2002Nghe');
  byId('listen').setAttribute('aria-pressed', String(isListening));
  say({ listen: isListening });
};
document.addEventListener('connected', () => say({ listen: isListening }));
connect(show, sound);`;
