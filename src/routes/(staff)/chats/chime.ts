/** Two soft tones, made here: nothing is fetched. Silent when the browser has not been touched yet. */
export function chime(): void {
	const audio = new AudioContext();
	const tone = (hertz: number, after: number) => {
		const [source, volume] = [audio.createOscillator(), audio.createGain()];
		const begin = audio.currentTime + after;
		source.frequency.value = hertz;
		volume.gain.setValueAtTime(0, begin);
		volume.gain.linearRampToValueAtTime(0.06, begin + 0.03);
		volume.gain.exponentialRampToValueAtTime(0.0001, begin + 0.5);
		source.connect(volume).connect(audio.destination);
		source.start(begin);
		source.stop(begin + 0.5);
	};
	tone(523, 0);
	tone(659, 0.18);
	setTimeout(() => void audio.close(), 1000);
}
