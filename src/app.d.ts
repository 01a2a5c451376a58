import type { Ctx } from '#db';
import type { StaffActor } from '#shared/actor.ts';

declare global {
	namespace App {
		interface Locals {
			/** Who asks, when, on which connection. On open pages the actor is a visitor. */
			ctx: Ctx;
			/** The signed-in person or service account; undefined on open pages without a session. */
			me?: StaffActor;
			/** What the signed-in person's own account looks like; undefined for service accounts. */
			account?: { email: string; twoStep: boolean; owesSecondStep: boolean };
			locale: 'nb' | 'en';
			scheme: 'auto' | 'light' | 'dark';
			/** A demonstration or a test, whose clock can be moved. */
			clockIsMovable: boolean;
			/** Cookies that sign-in wants set; the porter appends them to the answer. */
			setCookies: string[];
		}
		interface Error {
			message: string;
			code?: string;
		}
	}
}

export {};
