interface File {
	name: string;
	reviewed: object | null;
}
const files = import.meta.glob<File>('../../../../messages/visitor/*.json', { eager: true, import: 'default' });

/** The languages of the visitors' side that nobody has read with the language as their own. */
export const unreadLanguages = Object.entries(files)
	.filter(([, { reviewed }]) => reviewed === null)
	.map(([path, { name }]) => ({ code: path.slice(path.lastIndexOf('/') + 1, -5), name }))
	.sort((a, b) => a.name.localeCompare(b.name, 'nb'));
