import { LyktError } from '../shared/errors.ts';
import { chatVault } from '../vault/index.ts';
import type { Pass } from './visitor.ts';

/**
 * Makes the chat's key, or lets it live on. @returns false when it has been destroyed: this chat was erased, or its time was
 * over.
 */
export async function hasKey({ chatId }: Pick<Pass, 'chatId'>): Promise<boolean> {
	try {
		await chatVault('visitor').create(chatId);
		return true;
	} catch (error) {
		if (error instanceof LyktError && error.code === 'keyDestroyed') return false;
		throw error;
	}
}
