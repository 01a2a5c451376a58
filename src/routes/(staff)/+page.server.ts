import { findMissingCounts, findUnspoken, listArenas, needsReview } from '#arena';
import { listOpenHands } from '#attempt';
import { listCampaigns, listUnevaluated } from '#campaign';
import { redirect } from '@sveltejs/kit';
import { countChats, isToBeAsked } from '#chat';
import { countContacts } from '#contact';
import { countConversations } from '#conversation';
import { listAnswersForHand } from '#delivery';
import { listOffers } from '#offer';
import { localDay } from '#shared/calendar.ts';
import { findOpening, weekName } from '#opening';
import { answerDebrief, beginDuty, endDuty, isDebriefDue, listDuty, listMyShifts, listNotices, mayBegin } from '#shift';
import { isSupervisionDue, may } from '#staff';
import { fieldsOf } from '../form.ts';
import { idOf, nameTasks, queryOf, timeLeft, toTask } from './check/tasks.ts';
import type { Actions, PageServerLoad } from './$types.js';

/** What waits for this person, in the order in which it should be done: people first. */
export const load: PageServerLoad = async ({ locals }) => {
	const { ctx, account } = locals;
	const me = locals.me!;
	const today = localDay(ctx.now);
	const [
		chats,
		conversations,
		campaigns,
		registered,
		duty,
		toEvaluate,
		offers,
		opening,
		shifts,
		notices,
		isAsked,
		debriefDue,
		supervisionDue,
		hands,
		toSend,
		unspoken,
		uncounted,
		arenas
	] = await Promise.all([
		may(me, 'chat.read') ? countChats(ctx) : { waiting: 0, mineWaiting: 0, mine: 0 },
		may(me, 'conversation.read') ? countConversations(ctx) : { waiting: 0, open: 0 },
		may(me, 'campaign.read') ? listCampaigns(ctx) : [],
		may(me, 'contact.read') ? countContacts(ctx, { from: today, to: today }) : 0,
		listDuty(ctx),
		listUnevaluated(ctx),
		may(me, 'offer.tally') ? listOffers(ctx) : [],
		findOpening(ctx),
		listMyShifts(ctx),
		listNotices(ctx),
		isToBeAsked(ctx),
		isDebriefDue(ctx),
		isSupervisionDue(ctx),
		listOpenHands(ctx),
		listAnswersForHand(ctx),
		findUnspoken(ctx),
		findMissingCounts(ctx),
		may(me, 'arena.write') ? listArenas(ctx) : []
	]);
	const tasks = await nameTasks(ctx, hands.map(toTask));
	const [next] = shifts;
	const brief = ({ campaign, callable, unsettled }: (typeof campaigns)[number]) => ({
		id: campaign.id,
		name: campaign.name,
		author: campaign.createdBy.name,
		callable,
		unknown: unsettled
	});
	const isMine = (id: string) => id === me.id;
	return {
		firstName: me.name.split(' ')[0]!,
		now: ctx.now,
		waiting: conversations.waiting,
		inChat: chats.waiting + chats.mineWaiting,
		toSend,
		hands: hands.map((hand) => ({
			id: hand.attemptId,
			task: tasks.get(idOf(toTask(hand)))?.name ?? '',
			query: queryOf(toTask(hand)),
			...timeLeft(hand, ctx.now)
		})),
		toApprove: may(me, 'campaign.approve')
			? campaigns
					.filter(
						({ campaign }) => campaign.state === 'draft' && campaign.submittedAt && !campaign.authors.includes(me.id)
					)
					.map(brief)
			: [],
		toStart: may(me, 'campaign.run')
			? campaigns.filter(({ campaign }) => campaign.state === 'approved').map(brief)
			: [],
		toCall: may(me, 'call.make') ? campaigns.filter(({ callable }) => callable > 0).map(brief) : [],
		toSettle: may(me, 'campaign.run') ? campaigns.filter(({ unsettled }) => unsettled > 0).map(brief) : [],
		toEvaluate,
		unspoken: unspoken && { week: weekName(unspoken.day), count: unspoken.count },
		uncounted: uncounted && { week: weekName(uncounted.week), missing: uncounted.missing },
		toReview: arenas.filter((arena) => needsReview(arena, today)).length,
		openOffers: offers
			.filter(({ offer }) => offer.startsOn <= today && today <= offer.endsOn)
			.map(({ offer, sum }) => ({
				id: offer.id,
				name: offer.name,
				today: sum.byDay.find(({ day }) => day === today)?.count
			})),
		running: campaigns
			.filter(({ campaign }) => campaign.state === 'running' || campaign.state === 'paused')
			.map(({ campaign }) => ({
				id: campaign.id,
				name: campaign.name,
				state: campaign.state,
				endsOn: campaign.endsOn
			})),
		registered,
		duty: duty.map(({ userId, name, until }) => ({ name, until, isMe: isMine(userId) })),
		mayBeOnDuty: may(me, 'shift.signUp'),
		isMissed: !opening.isOpen && opening.why === 'nobodyHere',
		notices: notices.map(({ ruleId, day, kind, from, reason }) => ({ ruleId, day, kind, from, reason })),
		isAsked,
		debriefDue,
		supervisionDue,
		/** Off duty, and some chats are still mine. */
		left: duty.some(({ userId }) => isMine(userId)) ? 0 : chats.mine,
		nextShift: next && {
			rule: next.ruleId,
			day: next.day,
			from: next.from,
			until: next.until,
			mayBegin: mayBegin(next, ctx.now)
		},
		mayLog: may(me, 'conversation.answer'),
		mayRegister: may(me, 'contact.register'),
		mayCampaign: may(me, 'campaign.write'),
		offersTwoStep: account !== undefined && !account.twoStep
	};
};

export const actions: Actions = {
	beginDuty: async ({ request, locals }) => {
		await beginDuty(locals.ctx, Number(fieldsOf(await request.formData())('hours')));
		redirect(303, '/');
	},
	debrief: async ({ request, locals }) => {
		await answerDebrief(locals.ctx, fieldsOf(await request.formData())('talked') === 'yes');
		redirect(303, '/');
	},
	endDuty: async ({ locals }) => {
		await endDuty(locals.ctx);
		redirect(303, '/');
	}
};
