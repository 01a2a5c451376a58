import type { ArenaClass, ArenaIssue } from '#arena';
import { m } from '#messages';

export const classWords: Record<ArenaClass, () => string> = {
	ownChat: m.arena_class_own_chat,
	escortSite: m.arena_class_escort_site,
	sexChat: m.arena_class_sex_chat,
	datingApp: m.arena_class_dating_app,
	community: m.arena_class_community,
	forum: m.arena_class_forum,
	socialMedia: m.arena_class_social_media,
	phone: m.arena_class_phone,
	physical: m.arena_class_physical,
	other: m.arena_class_other
};

export const arenaIssueWords: Record<ArenaIssue | 'codeNameTaken', () => string> = {
	codeNameMissing: m.arena_issue_code_name_missing,
	codeNameTooLong: m.arena_issue_code_name_too_long,
	codeNameLooksLikeAddress: m.arena_issue_code_name_looks_like_address,
	codeNameTaken: m.arena_issue_code_name_taken,
	classMissing: m.arena_issue_class_missing
};

/** What has just been done, as it stands in the address after it. */
export const doneWords = {
	added: m.arena_added,
	closed: m.arena_closed_done,
	reopened: m.arena_reopened_done
} satisfies Record<string, () => string>;
export type Done = keyof typeof doneWords;
