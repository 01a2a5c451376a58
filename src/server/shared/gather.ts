/**
 * Makes one call out of many: what is asked while an earlier batch is under way, or in the same turn, goes together. Alone,
 * a call is not kept waiting; under load the batches grow by themselves.
 * @param work answers a batch, one answer per item in the same order. When it throws, all of the batch throw.
 */
export function gather<Item, Answer>(
	work: (items: readonly Item[]) => Promise<readonly Answer[]>,
	most: number
): (item: Item) => Promise<Answer> {
	const waiting: { item: Item; resolve: (answer: Answer) => void; reject: (error: unknown) => void }[] = [];
	let isWorking = false;

	async function workOff(): Promise<void> {
		isWorking = true;
		while (waiting.length) {
			const batch = waiting.splice(0, most);
			try {
				const answers = await work(batch.map(({ item }) => item));
				batch.forEach(({ resolve }, place) => resolve(answers[place]!));
			} catch (error) {
				for (const { reject } of batch) reject(error);
			}
		}
		isWorking = false;
	}

	return (item) =>
		new Promise((resolve, reject) => {
			waiting.push({ item, resolve, reject });
			if (isWorking) return;
			isWorking = true;
			queueMicrotask(() => void workOff());
		});
}
