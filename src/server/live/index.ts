/** Live updates: hears over all processes which chats have changed, by id. */
export { listen, type Live } from './listen.ts';
