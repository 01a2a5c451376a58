/** The anonymous side's only door. */
export { countSource, describeService, hasPeers, listEmergency, type ServiceDescription } from './describe-service.ts';
export { eraseChat } from './erase-chat.ts';
export { chooseExpiry, chooseHelper, readLifetime, renewCode } from './keep-chat.ts';
export { findStatus, readMessages, type ChatStatus } from './read-messages.ts';
export { findByCode, readGuardKey } from './return-by-code.ts';
export { evaluate, listAnswers, questions, suggest, type Question } from './tell-us.ts';
export { newPass, readPass, spaceCode, writePass, type Pass } from './visitor.ts';
export { openChat, writeMessage, type Draft } from './write-message.ts';
