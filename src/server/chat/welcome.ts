import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { addDays, localDay } from '../shared/calendar.ts';
import { drawOne, hashSecret } from '../shared/crypto.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { listDuty } from '../shift/index.ts';
import { may } from '../staff/index.ts';
import { requireReader } from './list-chats.ts';
import { insertWelcome, takeWelcome } from './welcome.db.ts';

/** How long a word can be said at the desk. */
const validDays = 30;

/**
 * Makes a word for somebody who may come by (R93): two words that are nearly the same in many languages. Said at the desk,
 * it leads to me, once, and never to a chat. The word is kept nowhere but as a hash.
 * @returns the word, and the last day on which it works.
 */
export async function giveWelcome(ctx: Ctx): Promise<Outcome<{ word: string; until: string }, 'forbidden'>> {
	const me = requireReader(ctx);
	if (!may(me, 'chat.answer')) return no('forbidden');
	const until = addDays(localDay(ctx.now), validDays);
	return inTransaction(ctx, async (ctx) => {
		let word = draw();
		while (!(await insertWelcome(ctx, { wordHash: hashSecret(word), userId: me.id, until }))) word = draw();
		await appendEntry(ctx, 'chat.giveWelcome', 'welcome');
		return yes({ word, until });
	});
}

/**
 * Somebody at the desk says their word: whom of us it leads to, and whether that one is on duty now. It works once.
 * @returns no, `unknown`: no such word is out, or its time is over, or it has been said.
 */
export async function hearWelcome(
	ctx: Ctx,
	said: string
): Promise<Outcome<{ name: string; isHere: boolean }, 'unknown'>> {
	requireReader(ctx);
	const word = tidy(said);
	const found = word ? await takeWelcome(ctx, hashSecret(word), localDay(ctx.now)) : undefined;
	if (!found) return no('unknown');
	await appendEntry(ctx, 'chat.hearWelcome', 'welcome');
	const duty = await listDuty(ctx);
	return yes({ name: found.name, isHere: duty.some(({ userId }) => userId === found.userId) });
}

const draw = (): string => `${drawOne(words)} ${drawOne(words)}`;
/** As people write what they have heard. */
const tidy = (said: string): string =>
	said
		.toLowerCase()
		.replace(/[^\p{L}]+/gu, ' ')
		.trim();

const words = `
	alfa ananas atlas atoll avokado ballett bambus banan baobab bingo bonsai brokkoli delfin delta domino eukalyptus fjord
	flamingo gitar hibiskus iris jasmin jupiter kaffe kajakk kakao kaktus kamelia kanel kano karamell karneval kiwi koala
	kokos kolibri komet konfetti korall krokus lagune lama lavendel limonade lotus mandarin mango marsipan melon mimosa
	mokka mosaikk nektar oase oliven omega opal opera orion orkide panda papaya papegøye paprika piano pingvin pinje planet
	polka radio regatta rosmarin rubin rumba safari safir safran salat salsa samba saturn savanne sirkus sitron sonate sushi
	tango tiger timian tomat trompet tulipan tundra vanilje vulkan zebra
`
	.trim()
	.split(/\s+/);
