// Counts where scripts may run, so that nobody has to wait: looks for a number that makes SHA-256 begin with noughts, a
// little at a time, then sends the form as it stands. SHA-256 is written out because browsers keep theirs from plain http.
// All of it is one block, because besok.js has names too.
{
	const form = document.getElementById('guard');
	const { puzzle, bits } = form.dataset;
	const K = [];
	const H = [];
	for (let n = 2; K.length < 64; n++) {
		let isPrime = true;
		for (let d = 2; d * d <= n; d++) if (n % d === 0) isPrime = false;
		if (!isPrime) continue;
		if (H.length < 8) H.push((n ** 0.5 * 2 ** 32) | 0);
		K.push((Math.cbrt(n) * 2 ** 32) | 0);
	}
	const W = new Int32Array(64);
	const turn = (x, n) => (x >>> n) | (x << (32 - n));

	/** The first 32 bits of SHA-256 of a text of at most 55 letters: one block. */
	function hash(text) {
		W.fill(0, 0, 16);
		for (let n = 0; n < text.length; n++) W[n >> 2] |= text.charCodeAt(n) << (24 - (n % 4) * 8);
		W[text.length >> 2] |= 0x80 << (24 - (text.length % 4) * 8);
		W[15] = text.length * 8;
		for (let n = 16; n < 64; n++) {
			const [x, y] = [W[n - 15], W[n - 2]];
			const s0 = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
			const s1 = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
			W[n] = W[n - 16] + s0 + W[n - 7] + s1;
		}
		let [a, b, c, d, e, f, g, h] = H;
		for (let n = 0; n < 64; n++) {
			const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
			const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[n] + W[n]) | 0;
			const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
			const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
			h = g;
			g = f;
			f = e;
			e = (d + t1) | 0;
			d = c;
			c = b;
			b = a;
			a = (t1 + t2) | 0;
		}
		return (a + H[0]) >>> 0;
	}

	let answer = 0;
	function look() {
		const until = performance.now() + 40;
		while (performance.now() < until)
			for (let n = 0; n < 500; n++, answer++)
				if (hash(puzzle + answer) >>> (32 - bits) === 0) {
					form.w.value = answer;
					return form.requestSubmit(form.querySelector('.main'));
				}
		setTimeout(look);
	}
	look();
}
