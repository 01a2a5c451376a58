// Comfort where scripts may run; everything works without. Nothing is stored, and only our own address is asked.
const forms = () => document.querySelectorAll('input[name=j]');
const at = (id) => document.getElementById(id);

document.documentElement.className = 'js';
for (const field of forms()) field.value = '1';

// Leaving: at once, and not back here by the Back button. Shift three times does the same.
const leave = () => location.replace('/ut');
at('ut')?.addEventListener('click', (event) => {
	event.preventDefault();
	leave();
});
let shifts = 0;
let lastShift = 0;
addEventListener('keyup', (event) => {
	if (event.key !== 'Shift') return (shifts = 0);
	shifts = event.timeStamp - lastShift < 1000 ? shifts + 1 : 1;
	lastShift = event.timeStamp;
	if (shifts === 3) leave();
});

// The field grows with its text.
const field = at('m');
const grow = () => {
	field.style.height = 'auto';
	field.style.height = `${Math.min(field.scrollHeight + 2, innerHeight / 3)}px`;
};
field?.addEventListener('input', grow);

// A chat: new lines come by themselves, and sending does not load the page anew.
const form = at('w');
const list = at('log');
if (form && list && form.action.endsWith('/s')) follow();

function follow() {
	const said = at('f');
	const scroller = document.querySelector('.scroll');
	const since = () => Number(list.lastElementChild?.dataset.n ?? 0);
	let isOver = false;
	let wait = 500;

	async function listen() {
		const body = new URLSearchParams({ t: form.t.value, l: form.l.value, since: String(since()) });
		const answer = await fetch('/s/l', { method: 'POST', body });
		if (!answer.ok) return (isOver = answer.status === 410);
		wait = 500;
		const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
		let rest = '';
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return;
			const lines = (rest + value).split('\n');
			rest = lines.pop();
			for (const line of lines) if (line.startsWith('<li')) add(line);
		}
	}
	function add(line) {
		const number = Number(/data-n=["']?(\d+)/.exec(line)?.[1] ?? 0);
		if (number && number <= since()) return;
		list.insertAdjacentHTML('beforeend', line);
		const item = list.lastElementChild;
		if ('gone' in item.dataset) isOver = true;
		scroller.scrollTop = scroller.scrollHeight;
		for (const each of forms()) each.value = '1';
		if (!item.classList.contains('you') && at('lyd')?.checked) ring();
	}
	(async () => {
		while (!isOver) {
			try {
				await listen();
			} catch {
				// the next try comes by itself
			}
			await new Promise((resolve) => setTimeout(resolve, (wait = Math.min(wait * 2, 20000))));
		}
	})();

	form.addEventListener('submit', async (event) => {
		if (event.submitter?.value !== 'write' || !('fetch' in window)) return;
		event.preventDefault();
		const body = new URLSearchParams(new FormData(form));
		body.set('x', '1');
		try {
			const answer = await fetch('/s/w', { method: 'POST', body });
			said.className = answer.ok ? 'soft' : 'fault';
			said.textContent = answer.ok ? '' : await answer.text();
			if (!answer.ok) return;
			form.o.value = crypto.randomUUID?.() ?? newId();
			field.value = '';
			grow();
			field.focus();
		} catch {
			form.requestSubmit(); // the page itself says how it went
		}
	});
	// Ctrl and Enter send too.
	field?.addEventListener('keydown', (event) => {
		if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit(form.querySelector('.main'));
	});
}

function newId() {
	const bytes = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0'));
	return bytes.join('').replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** One soft tone. */
function ring() {
	const audio = new AudioContext();
	const tone = audio.createOscillator();
	const volume = audio.createGain();
	tone.frequency.value = 523;
	volume.gain.setValueAtTime(0.08, audio.currentTime);
	volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.4);
	tone.connect(volume).connect(audio.destination);
	tone.start();
	tone.stop(audio.currentTime + 0.4);
	tone.onended = () => audio.close();
}
