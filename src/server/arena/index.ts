/** Where we are present: arenas under code names, by class. */
export { arenaClasses, readArena, wasOpenOn, type Arena, type ArenaClass, type ArenaIssue } from './arena.ts';
export { closeArena, reopenArena } from './close-arena.ts';
export { createArena } from './create-arena.ts';
export { findArenas, listArenas } from './list-arenas.ts';
